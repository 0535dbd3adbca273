import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { SigningStatement, type SignatureBundle } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import type { TreeFile } from './artifact-trees.repository.js';

/** By the specification ECDSA goes with the hash of its curve's size; Ed25519, our addition, hashes by itself. */
const HASH_OF_CURVE: Readonly<Record<string, string>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
};
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** PublicKey is a key that can verify; its fingerprint is the sha256 of its PEM text, as OpenSSF bundles hint at it. */
export interface PublicKey {
  pem: string;
  fingerprint: string;
  algorithm: string;
}

type File = Pick<TreeFile, 'path' | 'digest'>;

/** readPublicKey reads a PEM text: Ed25519, or ECDSA on P-256, P-384 or P-521; anything else, private keys first of all, is `invalid_request`. */
export function readPublicKey(text: string): PublicKey {
  if (/PRIVATE KEY/.test(text)) throw invalidKey('That is a private key: keep it, and send the public one.');
  const key = parseKey(text);
  const algorithm = algorithmOf(key);
  if (algorithm === null) throw invalidKey('Send Ed25519, or ECDSA on P-256, P-384 or P-521.');
  const pem = String(key.export({ type: 'spki', format: 'pem' }));
  return { pem, fingerprint: createHash('sha256').update(pem).digest('hex'), algorithm };
}

/**
 * statementOf is what a signature of files has to cover, as OpenSSF Model Signing 1.0 writes it: an in-toto statement whose subject digest is the
 * sha256 over the files' digests, by path. https://github.com/ossf/model-signing-spec
 */
export function statementOf(name: string, files: readonly File[]): SigningStatement {
  const resources = resourcesOf(files);
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: rootOf(resources) } }],
    predicateType: 'https://model_signing/signature/v1.0',
    predicate: {
      serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: [] },
      resources,
    },
  };
}

/**
 * verifySignature returns the key that a bundle was signed with, provided that its statement names exactly these files with these digests;
 * `signature_invalid` says what is wrong. Nothing of the statement is read before the signature over it holds.
 */
export function verifySignature<K extends PublicKey>(
  { dsseEnvelope }: SignatureBundle,
  files: readonly File[],
  keys: readonly K[],
): K {
  const payload = Buffer.from(dsseEnvelope.payload, 'base64');
  const signed = preAuthenticationEncoding(payload);
  const key = keys.find(({ pem }) =>
    dsseEnvelope.signatures.some(({ sig }) => holds(createPublicKey(pem), signed, Buffer.from(sig, 'base64'))),
  );
  if (key === undefined) throw invalid('No key that is trusted here has made it.');
  const statement = parseStatement(payload);
  const named = new Map(statement.predicate.resources.map(({ name, digest }) => [name, digest]));
  if (named.size !== statement.predicate.resources.length) throw invalid('It names a file twice.');
  for (const { name, digest } of resourcesOf(files)) {
    if (!named.has(name)) throw invalid(`It does not cover ${name}.`);
    if (named.get(name) !== digest) throw invalid(`${name} has other bytes than were signed.`);
    named.delete(name);
  }
  const [extra] = named.keys();
  if (extra !== undefined) throw invalid(`It covers ${extra}, which the version does not have.`);
  if (statement.subject[0]?.digest.sha256 !== rootOf(resourcesOf(files)))
    throw invalid('The digest of its subject is not that of its files.');
  return key;
}

/** preAuthenticationEncoding is what DSSE signs: https://github.com/secure-systems-lab/dsse/blob/v1.0.0/protocol.md */
export const preAuthenticationEncoding = (payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);

function holds(key: KeyObject, signed: Buffer, signature: Buffer): boolean {
  try {
    return verify(HASH_OF_CURVE[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? null, signed, key, signature);
  } catch {
    return false;
  }
}

function resourcesOf(files: readonly File[]): SigningStatement['predicate']['resources'] {
  return files
    .map(({ path, digest }) => ({ name: path, algorithm: 'sha256' as const, digest: digest.slice('sha256:'.length) }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

function rootOf(resources: SigningStatement['predicate']['resources']): string {
  const hash = createHash('sha256');
  for (const { digest } of resources) hash.update(digest, 'hex');
  return hash.digest('hex');
}

function parseStatement(payload: Buffer): SigningStatement {
  try {
    return SigningStatement.parse(JSON.parse(payload.toString()));
  } catch {
    throw invalid('What was signed is no statement of OpenSSF Model Signing 1.0 over files with sha256.');
  }
}

function parseKey(text: string): KeyObject {
  try {
    return createPublicKey(text);
  } catch {
    throw invalidKey('That is no public key in PEM.');
  }
}

function algorithmOf(key: KeyObject): string | null {
  if (key.asymmetricKeyType === 'ed25519') return 'Ed25519';
  const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
  return key.asymmetricKeyType === 'ec' && curve in HASH_OF_CURVE ? `ECDSA ${curve}` : null;
}

const invalid = (why: string): SlipwayError => new SlipwayError('signature_invalid', why);

const invalidKey = (why: string): SlipwayError =>
  new SlipwayError('invalid_request', `publicKey: ${why}`, [{ path: 'publicKey', message: why }]);
