import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { SignatureBundle } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { preAuthenticationEncoding, readPublicKey, statementOf, verifySignature } from './model-signature.js';

const files = [
  { path: 'sub/b.bin', digest: 'sha256:ebe95d10cc11e27bd8d4d1ce91bc725665ddbaa6ca2498ef38a88a58ad48cdb4' },
  { path: 'a.txt', digest: 'sha256:98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4' },
];

/** Made by model-signing 1.1.1, `model_signing sign key m --private_key k.pem`, of the two files above. */
const reference = {
  publicKey: `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESTUy3wSuL0u1DUdvxxMRr65cneyO
eBWkNg90zTqjxSKJ4puJ0EDe067JwfOVlyegYfP0Zw7Vn/tC2DWhxwwLqA==
-----END PUBLIC KEY-----
`,
  fingerprint: 'dff6695fe796ccca9a94e8ec3b80a33c6f0364bb0af00dc61bb445642877870b',
  root: 'eeee7bf4793ec9e141e7cf857408627afb30be39313448a6427e773afd2e8da9',
  payload:
    'ewogICJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwKICAic3ViamVjdCI6IFsKICAgIHsKICAgICAgIm5hbWUiOiAibSIsCiAgICAgICJkaWdlc3QiOiB7CiAgICAgICAgInNoYTI1NiI6ICJlZWVlN2JmNDc5M2VjOWUxNDFlN2NmODU3NDA4NjI3YWZiMzBiZTM5MzEzNDQ4YTY0MjdlNzczYWZkMmU4ZGE5IgogICAgICB9CiAgICB9CiAgXSwKICAicHJlZGljYXRlVHlwZSI6ICJodHRwczovL21vZGVsX3NpZ25pbmcvc2lnbmF0dXJlL3YxLjAiLAogICJwcmVkaWNhdGUiOiB7CiAgICAic2VyaWFsaXphdGlvbiI6IHsKICAgICAgImlnbm9yZV9wYXRocyI6IFsKICAgICAgICAiLmdpdCIsCiAgICAgICAgIi5naXRhdHRyaWJ1dGVzIiwKICAgICAgICAiLmdpdGlnbm9yZSIsCiAgICAgICAgIi5naXRodWIiCiAgICAgIF0sCiAgICAgICJhbGxvd19zeW1saW5rcyI6IGZhbHNlLAogICAgICAibWV0aG9kIjogImZpbGVzIiwKICAgICAgImhhc2hfdHlwZSI6ICJzaGEyNTYiCiAgICB9LAogICAgInJlc291cmNlcyI6IFsKICAgICAgewogICAgICAgICJkaWdlc3QiOiAiOThlYTZlNGYyMTZmMmZiNGI2OWZmZjliM2E0NDg0MmMzODY4NmNhNjg1ZjNmNTVkYzQ4YzVkM2ZiMTEwN2JlNCIsCiAgICAgICAgImFsZ29yaXRobSI6ICJzaGEyNTYiLAogICAgICAgICJuYW1lIjogImEudHh0IgogICAgICB9LAogICAgICB7CiAgICAgICAgImRpZ2VzdCI6ICJlYmU5NWQxMGNjMTFlMjdiZDhkNGQxY2U5MWJjNzI1NjY1ZGRiYWE2Y2EyNDk4ZWYzOGE4OGE1OGFkNDhjZGI0IiwKICAgICAgICAiYWxnb3JpdGhtIjogInNoYTI1NiIsCiAgICAgICAgIm5hbWUiOiAic3ViL2IuYmluIgogICAgICB9CiAgICBdCiAgfQp9',
  sig: 'MEUCICBAby13fbjPJ4kl0tVLV8/oqzvWM/1ZcjHYttItDS6xAiEA1z8RkJe5ElkfITyLy27n7TjywDaDf6k4KO35sKgFjCo=',
};

const envelope = (payload: string, sig: string): SignatureBundle => ({
  dsseEnvelope: { payload, payloadType: 'application/vnd.in-toto+json', signatures: [{ sig }] },
});

function signed(statement: unknown, privateKey: KeyObject, hash: string | null): SignatureBundle {
  const payload = Buffer.from(JSON.stringify(statement));
  return envelope(
    payload.toString('base64'),
    sign(hash, preAuthenticationEncoding(payload), privateKey).toString('base64'),
  );
}

const pemOf = (key: KeyObject): string => String(key.export({ type: 'spki', format: 'pem' }));

describe('a bundle of the reference implementation', () => {
  const key = readPublicKey(reference.publicKey);
  const bundle = envelope(reference.payload, reference.sig);

  it('holds, by the key with the fingerprint that it hints at', () => {
    expect(verifySignature(bundle, files, [key]).fingerprint).toBe(reference.fingerprint);
  });

  it('has the statement that we would have signed', () => {
    expect(statementOf('m', files).subject[0]?.digest.sha256).toBe(reference.root);
    const theirs = JSON.parse(Buffer.from(reference.payload, 'base64').toString()) as ReturnType<typeof statementOf>;
    expect(statementOf('m', files).predicate.resources).toEqual(theirs.predicate.resources);
  });

  it.each([
    ['other bytes', [files[0]!, { ...files[1]!, digest: files[0]!.digest }], /a\.txt has other bytes/],
    ['a file more', [...files, { path: 'c', digest: files[0]!.digest }], /does not cover c/],
    ['a file less', [files[0]!], /covers a\.txt/],
  ])('does not hold for %s', (_what, others, why) => {
    expect(() => verifySignature(bundle, others, [key])).toThrow(why);
  });

  it('does not hold once a letter of it is another', () => {
    const payload = Buffer.from(reference.payload, 'base64').toString().replace('"m"', '"n"');
    const forged = envelope(Buffer.from(payload).toString('base64'), reference.sig);
    expect(() => verifySignature(forged, files, [key])).toThrow(/No key that is trusted/);
    expect(() => verifySignature(envelope(reference.payload, 'AAAA'), files, [key])).toThrow(/No key/);
  });

  it('does not hold where its key is not trusted', () => {
    const other = readPublicKey(pemOf(generateKeyPairSync('ed25519').publicKey));
    expect(() => verifySignature(bundle, files, [])).toThrow(/No key that is trusted/);
    expect(() => verifySignature(bundle, files, [other])).toThrow(/No key that is trusted/);
  });
});

describe('a signature of our own statement', () => {
  it.each([
    ['ed25519', generateKeyPairSync('ed25519'), null],
    ['P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'sha256'],
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'sha384'],
    ['P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }), 'sha512'],
  ])('holds with %s', (_name, { publicKey, privateKey }, hash) => {
    const bundle = signed(statementOf('m', files), privateKey, hash);
    const key = readPublicKey(pemOf(publicKey));
    expect(verifySignature(bundle, files, [key])).toBe(key);
  });

  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = readPublicKey(pemOf(publicKey));
  const statement = statementOf('m', files);
  const resources = [...statement.predicate.resources, ...statement.predicate.resources];

  it.each([
    ['no statement', { hello: 'world' }, /no statement/],
    [
      'a statement of something else',
      { ...statement, predicateType: 'https://slsa.dev/provenance/v1' },
      /no statement/,
    ],
    ['a file twice', { ...statement, predicate: { ...statement.predicate, resources } }, /twice/],
    ['another subject', { ...statement, subject: [{ name: 'm', digest: { sha256: '0'.repeat(64) } }] }, /subject/],
  ])('of %s is refused', (_what, payload, why) => {
    expect(() => verifySignature(signed(payload, privateKey, null), files, [key])).toThrow(why);
  });
});

describe('a key', () => {
  it.each([
    [
      'a private one',
      () => String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
      /private/,
    ],
    ['of RSA', () => pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey), /Ed25519, or ECDSA/],
    ['of another curve', () => pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey), /Ed25519, or/],
    ['of no kind', () => 'hello', /no public key/],
  ])('%s is refused', (_what, pem, why) => {
    expect(() => readPublicKey(pem())).toThrow(why);
  });
});
