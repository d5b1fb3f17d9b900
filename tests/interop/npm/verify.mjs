// Digital Bazaar's verifier on our documents: one proof and proof sets verify, every tampered variant does not; all
// terms are defined by the frozen contexts; our JSON Schemas say what our parser says.
import {readFileSync} from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import jsonld from 'jsonld';
import jsigs from 'jsonld-signatures';
import {makeLoader} from './loader.mjs';

const folder = process.argv[2];
const read = name => JSON.parse(readFileSync(`${folder}/${name}.json`));
const schema = name => JSON.parse(readFileSync(new URL(`../../../docs/schemas/${name}.json`, import.meta.url)));
let checks = 0;
let failures = 0;
function expect(what, condition, detail = '') {
  checks++;
  if (condition) return;
  failures++;
  console.error(`FAILED: ${what} ${detail}`);
}

const documentLoader = makeLoader();
// The keys of the samples may sign for the samples' units.
const signers = read('certificate.set').proof.map(p => p.verificationMethod);
const unitOf = {certificate: 'urn:hocba:unit:99DVDT01', award: 'urn:hocba:unit:99THCS01', transcript: 'urn:hocba:unit:99THCS01'};
const strange = 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';

// Of a proof set the library asks for one good proof; we for all.
const all = (result, document) =>
  result.verified && result.results.length === document.proof.length && result.results.every(r => r.verified);

// Twice: with the library's own rule that the issuer controls the key (as the ledger's grants say), and signatures alone.
async function verifies(credential, type, granted = signers) {
  const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
  const common = {
    credential, suite, now: new Date('2025-07-01T00:00:00Z'), checkStatus: async () => ({verified: true})
  };
  const issued = await vc.verifyCredential({...common, documentLoader: makeLoader({[unitOf[type]]: granted})});
  const purpose = new jsigs.purposes.AssertionProofPurpose();
  const signed = await vc.verifyCredential({...common, documentLoader, purpose});
  return {
    issued: all(issued, credential), signed: all(signed, credential),
    error: JSON.stringify([issued.error, signed.error], null, 1)
  };
}

const otherDigest = 'A'.repeat(43);
const tampered = {
  'another name': d => {d.credentialSubject.name = 'Nguyễn Văn Khác';},
  'another birth date': d => {d.credentialSubject.birthDate = '1999-01-01';},
  'another serial': d => {d.hocba.serial += '1';},
  'another register number': d => {d.hocba.registerNumber++;},
  'another salt': d => {d.hocba.salt = otherDigest;},
  'another group digest': d => {d.hocba.groups[0].digest = otherDigest;},
  'a group removed': d => {d.hocba.groups.pop();},
  'another issuer': d => {d.issuer.id = 'urn:hocba:unit:99X';},
  'issued earlier': d => {d.validFrom = '2020-06-01T17:00:00Z';},
  'another status index': d => {d.credentialStatus[0].statusListIndex = '7';},
  'another type': d => {d.type = d.type.slice(0, -1);},
  'a member added': d => {d.hocba.extra = true;},
  'signed at another time': d => {d.proof[0].created = '2025-06-02T00:00:00Z';},
  'signed by another key': d => {d.proof[0].verificationMethod = strange;},
  'for another purpose': d => {d.proof[0].proofPurpose = 'authentication';},
  'another proof value': d => {
    const v = d.proof[0].proofValue;
    d.proof[0].proofValue = v.slice(0, 20) + (v[20] === 'a' ? 'b' : 'a') + v.slice(21);
  },
  'the context of the proof': d => {d.proof[0]['@context'] = d.proof[0]['@context'].slice(0, 1);}
};
const ofType = {
  certificate: {
    'another mark': d => {d.hocba.modules[0].score = 100;},
    'another result': d => {d.credentialSubject.result[0].value = '10.0';},
    'another criterion': d => {d.credentialSubject.achievement.criteria.narrative = 'x';},
    'no expiry': d => {delete d.validUntil;}
  },
  award: {'not sudden': d => {delete d.hocba.sudden;}},
  transcript: {'another level': d => {d.hocba.level = 'primary';}}
};

const ajv = new Ajv({allErrors: false, strict: true, strictRequired: false});
addFormats(ajv);
const isDocument = ajv.compile(schema('document'));
const isGroup = ajv.compile(schema('group'));

for (const type of ['certificate', 'award', 'transcript']) {
  const one = read(`${type}.one`);
  const set = read(`${type}.set`);
  for (const [name, document] of [['one proof', one], ['proof set', set]]) {
    const {issued, signed, error} = await verifies(document, type);
    expect(`${type} with ${name} verifies`, issued && signed, error);
    for (const [what, change] of Object.entries({...tampered, ...ofType[type]})) {
      const changed = structuredClone(document);
      change(changed);
      const after = await verifies(changed, type);
      expect(`${type} with ${name}, ${what}, does not verify`, !after.issued && !after.signed);
    }
  }
  // Proofs of another document.
  const other = read(type === 'award' ? 'certificate.one' : 'award.one');
  const mixed = await verifies({...one, proof: other.proof}, type);
  expect(`${type} with the proof of another does not verify`, !mixed.issued && !mixed.signed);
  const stranger = await verifies(one, type, signers.slice(1));
  expect(`${type} signed by a key without a grant is signed, not issued`, stranger.signed && !stranger.issued);

  // Every term has a meaning: `safe` makes expansion throw at one that is dropped.
  const expanded = await jsonld.expand(one, {documentLoader, safe: true}).catch(e => {
    expect(`${type} expands`, false, JSON.stringify(e.details ?? e.message));
    return [{}];
  });
  const literal = expanded[0]['https://hocba.example/vocab#hocba']?.[0];
  expect(`${type}: ours is one JSON literal`, literal?.['@type'] === '@json' && literal['@value'].unit === one.hocba.unit);

  for (let n = 1; n <= 15; n++) {
    expect(`${type} with ${n} proofs is of the schema`, isDocument(read(`${type}.chain-${n}`)),
      JSON.stringify(isDocument.errors?.slice(-3)));
  }
  const open = structuredClone(one);
  delete open.proof;
  expect(`${type} without proofs is of the schema`, isDocument(open), JSON.stringify(isDocument.errors?.slice(-3)));
  for (const change of [d => {d.extra = 1;}, d => {d.hocba.extra = 1;}, d => {delete d.hocba.salt;},
    d => {d.hocba.registerNumber = 1.5;}, d => {d['@context'].push('https://x.example');}, d => {d.hocba.type = 'x';}]) {
    const changed = structuredClone(open);
    change(changed);
    expect(`${type} after ${change} is not of the schema`, !isDocument(changed));
  }
  for (const group of read(`${type}.groups`)) {
    expect(`${type}: group ${group.name} is of the schema`, isGroup(group), JSON.stringify(isGroup.errors?.slice(-3)));
    expect(`${type}: group ${group.name} with more is not`, !isGroup({...group, content: {...group.content, extra: 1}}));
  }
}
console.log(`${checks} checks by @digitalbazaar/vc and ajv, ${failures} failed`);
process.exit(failures === 0 && checks > 150 ? 0 : 1);
