import { generateKeyPairSync, sign } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { NewRollout, type ModelVersion, type SignatureBundle } from '@slipway/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { preAuthenticationEncoding } from '../src/artifacts/model-signature.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
let test: TestCore;
let version: ModelVersion;

beforeEach(async () => {
  test = await openTestCore();
  version = await registerVersion(test, [1, 2]);
});
afterEach(() => test.stop());

const signatures = () => test.core.artifacts.signatures;
const trust = (name = 'release') =>
  signatures().putSigningKey(test.actor, { params: { name }, body: { publicKey: pem } });
const demand = (requireSigned = true) => signatures().setSigningPolicy(test.actor, { body: { requireSigned } });

function bundleOf(signed: ModelVersion): SignatureBundle {
  const payload = Buffer.from(JSON.stringify(signatures().statement(signed)));
  const sig = sign(null, preAuthenticationEncoding(payload), privateKey).toString('base64');
  const payloadType = 'application/vnd.in-toto+json' as const;
  return { dsseEnvelope: { payload: payload.toString('base64'), payloadType, signatures: [{ sig }] } };
}

describe('a signature', () => {
  it('is kept when it holds, and says by which key', async () => {
    await trust();
    await signatures().sign(test.actor, version, bundleOf(version));
    expect(await signatures().report(test.actor, version)).toMatchObject({
      signed: true,
      required: false,
      signatures: [{ key: 'release', valid: true, reason: null, createdBy: 'Ada' }],
    });
  });

  it('of another version or by a stranger is refused, and leaves nothing', async () => {
    await expect(signatures().sign(test.actor, version, bundleOf(version))).rejects.toMatchObject({
      code: 'signature_invalid',
    });
    await trust();
    const other = await registerVersion(test, [3, 4]);
    await expect(signatures().sign(test.actor, version, bundleOf(other))).rejects.toMatchObject({
      code: 'signature_invalid',
    });
    expect(await signatures().report(test.actor, version)).toMatchObject({ signed: false, signatures: [] });
  });

  it('holds no more once its key is not trusted any more', async () => {
    await trust();
    await signatures().sign(test.actor, version, bundleOf(version));
    await signatures().deleteSigningKey(test.actor, { params: { name: 'release' } });
    expect(await signatures().report(test.actor, version)).toMatchObject({
      signed: false,
      signatures: [{ key: null, valid: false }],
    });
  });

  it('that holds goes with the bundle of its version', async () => {
    await trust();
    await signatures().sign(test.actor, version, bundleOf(version));
    const bundled = async () =>
      gunzipSync(await buffer(await test.core.registry.bundles.stream(test.actor, version))).toString('latin1');
    expect(await bundled()).toContain(bundleOf(version).dsseEnvelope.payload);
    await signatures().deleteSigningKey(test.actor, { params: { name: 'release' } });
    expect(await bundled()).not.toContain('signatures/1.json\0');
  });

  it('is not trusted in another workspace because it is in this one', async () => {
    await trust();
    const elsewhere = { ...test.actor, workspaceId: 'other' };
    await expect(signatures().sign(elsewhere, version, bundleOf(version))).rejects.toMatchObject({
      code: 'signature_invalid',
    });
  });
});

describe('where signatures are demanded', () => {
  it('an unsigned version is not deployed, and a signed one is', async () => {
    await demand();
    await trust();
    await expect(deploy(test)).rejects.toMatchObject({ code: 'signature_required' });
    await signatures().sign(test.actor, version, bundleOf(version));
    await expect(deploy(test)).resolves.toBeDefined();
  });

  it('an unsigned candidate does not start, and nothing is left of the attempt', async () => {
    await deploy(test);
    await demand();
    const candidate = await registerVersion(test, [1, 3]);
    const rollout = test.core.rollouts.startRollout(test.actor, {
      params: { name: 'delays' },
      body: NewRollout.parse({ version: candidate.version, policy: {} }),
    });
    await expect(rollout).rejects.toMatchObject({ code: 'signature_required' });
    const endpoint = await test.core.serving.requireEndpoint(test.actor, 'delays');
    expect((await test.core.serving.currentConfig(endpoint)).variants).toHaveLength(1);
  });

  it('what is served already goes on, and so does its endpoint', async () => {
    await deploy(test);
    await demand();
    const row = await test.core.serving.requireEndpoint(test.actor, 'delays');
    const { variants } = await test.core.serving.currentConfig(row);
    await test.core.kit.db.transaction((tx) =>
      test.core.serving.appendConfig(tx, test.actor, { endpointId: row.id, variants, rolloutId: null, why: 'again' }),
    );
    await demand(false);
    await registerVersion(test, [9, 9]);
    await expect(deploy(test, 'second')).resolves.toBeDefined();
  });
});
