// Proof chains, checked by a second program that shares nothing with ours: node:crypto and this file, written from
// W3C "Verifiable Credential Data Integrity 1.0" §4.5 (Verify Proof Sets and Chains), "Data Integrity EdDSA
// Cryptosuites 1.0" §3.3 (eddsa-jcs-2022) and RFC 8785. And group digests, from docs/formats/document.md.
import {createHash, createPublicKey, verify as verifySignature} from 'node:crypto';
import {readFileSync} from 'node:fs';

const folder = process.argv[2];
const read = name => JSON.parse(readFileSync(`${folder}/${name}.json`));

// RFC 8785: members sorted by UTF-16 code units (JavaScript's order), numbers and strings as ECMAScript writes them.
function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.keys(value).sort().map(k => `${JSON.stringify(k)}:${jcs(value[k])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
const sha256 = text => createHash('sha256').update(text, 'utf8').digest();

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
function base58(text) {
  let n = 0n;
  for (const c of text) {
    const digit = alphabet.indexOf(c);
    if (digit < 0) throw new Error('not base58');
    n = n * 58n + BigInt(digit);
  }
  const hex = n.toString(16);
  const zeros = text.length - text.replace(/^1+/, '').length;
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(n === 0n ? '' : hex.length % 2 ? '0' + hex : hex, 'hex')]);
}

function ed25519Key(method) {
  const match = /^did:key:z([^#]+)#z\1$/.exec(method);
  const raw = match && base58(match[1]);
  if (!raw || raw.length !== 34 || raw[0] !== 0xed || raw[1] !== 0x01) throw new Error('not an Ed25519 did:key');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(2)]);
  return createPublicKey({key: spki, format: 'der', type: 'spki'});
}

function verifyProof(document, proof, matching) {
  if (proof.type !== 'DataIntegrityProof' || proof.cryptosuite !== 'eddsa-jcs-2022') throw new Error('another suite');
  if (proof.proofPurpose !== 'assertionMethod') throw new Error('another purpose');
  const {proofValue, ...options} = proof;
  const {proof: ignored, ...unsecured} = document;
  // §4.5: a proof with previousProof also covers the proofs that it names.
  if (matching.length > 0) unsecured.proof = matching;
  const before = [].concat(options['@context'] ?? []);
  if (!before.every((url, i) => url === [].concat(document['@context'])[i])) throw new Error('another context');
  unsecured['@context'] = options['@context'];
  const data = Buffer.concat([sha256(jcs(options)), sha256(jcs(unsecured))]);
  return proofValue[0] === 'z' && verifySignature(null, data, ed25519Key(proof.verificationMethod), base58(proofValue.slice(1)));
}

// A closed chain of ours: each proof names all earlier ones.
function verifies(document) {
  try {
    const all = document.proof;
    return all.length > 0 && all.every((proof, i) => {
      const named = [].concat(proof.previousProof ?? []);
      const matching = all.filter(p => named.includes(p.id));
      if (matching.length !== named.length) throw new Error('previousProof names no proof');
      if (jcs(named) !== jcs(all.slice(0, i).map(p => p.id))) throw new Error('not all earlier proofs are named');
      return verifyProof(document, proof, matching);
    });
  } catch {
    return false;
  }
}

let checks = 0;
let failures = 0;
function expect(what, condition) {
  checks++;
  if (condition) return;
  failures++;
  console.error(`FAILED: ${what}`);
}
const changes = {
  'a changed serial': d => {d.hocba.serial += '1';},
  'a changed salt': d => {d.hocba.salt = 'A'.repeat(43);},
  'a changed name': d => {d.credentialSubject.name += 'h';}
};
const proofChanges = {
  'its time changed': p => {p.created = '2025-06-01T00:00:00Z';},
  'its key changed': p => {p.verificationMethod = 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';},
  'its value changed': p => {p.proofValue = p.proofValue.slice(0, 9) + (p.proofValue[9] === '7' ? '8' : '7') + p.proofValue.slice(10);},
  'its id changed': p => {p.id = p.id.replace(/.$/, c => c === '0' ? '1' : '0');},
  'its predecessors forgotten': p => {if (p.previousProof) delete p.previousProof; else p.previousProof = p.id;}
};
for (const type of ['certificate', 'award', 'transcript']) {
  for (let n = 1; n <= 15; n++) {
    const document = read(`${type}.chain-${n}`);
    const altered = change => {
      const copy = structuredClone(document);
      change(copy);
      return copy;
    };
    expect(`${type}, chain of ${n}`, document.proof.length === n && verifies(document));
    for (const [what, change] of Object.entries(changes)) expect(`${type}, chain of ${n}, ${what}`, !verifies(altered(change)));
    for (let i = 0; i < n; i++) {
      // The last can be cut off: what remains is a shorter chain of the same content, with another digest.
      if (i < n - 1) expect(`${type}, chain of ${n} without ${i + 1}`, !verifies(altered(d => {d.proof.splice(i, 1);})));
      if (i < n - 1) expect(`${type}, chain of ${n}, ${i + 1} moved`, !verifies(altered(d => {d.proof.splice(i + 1, 0, ...d.proof.splice(i, 1));})));
      for (const [what, change] of Object.entries(proofChanges)) {
        expect(`${type}, chain of ${n}, proof ${i + 1}, ${what}`, !verifies(altered(d => change(d.proof[i]))));
      }
    }
  }
  const digests = new Map(read(`${type}.one`).hocba.groups.map(g => [g.name, g.digest]));
  for (const {name, salt, content} of read(`${type}.groups`)) {
    expect(`${type}, digest of group ${name}`, sha256(jcs({name, salt, content})).toString('base64url') === digests.get(name));
  }
}
console.log(`${checks} checks of chains and groups, ${failures} failed`);
process.exit(failures === 0 && checks > 2000 ? 0 : 1);
