import type {
  ModelVersion,
  SignatureBundle,
  SignatureReport,
  SigningKey,
  SigningPolicy,
  SigningStatement,
  VersionSignature,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { readPublicKey, statementOf, verifySignature } from './model-signature.js';
import { SigningRepository, type KeyRow, type SignatureRow } from './signing.repository.js';

/** SignedVersion is what of a version is signed, and what it is called. */
export type SignedVersion = Pick<ModelVersion, 'id' | 'model' | 'version' | 'files'>;

/**
 * Signatures are made elsewhere, with a private key that Slipway never sees, over the manifest of a version's files. They are checked
 * when they come in, when somebody looks, and, where a workspace demands it, before a version is served.
 */
export class Signatures {
  private readonly repository: SigningRepository;

  constructor(private readonly kit: Kit) {
    this.repository = new SigningRepository(kit.db);
  }

  /** listSigningKeys returns the trusted keys. */
  async listSigningKeys(actor: Actor): Promise<{ items: SigningKey[] }> {
    return { items: (await this.repository.keys(actor.workspaceId)).map(keyView) };
  }

  /** putSigningKey trusts a public key from now on. */
  async putSigningKey(
    actor: Actor,
    { params, body }: { params: { name: string }; body: { publicKey: string } },
  ): Promise<SigningKey> {
    const { pem: publicKey, fingerprint, algorithm } = readPublicKey(body.publicKey);
    const row = { name: params.name, publicKey, fingerprint, algorithm, createdBy: actor.name };
    return this.kit.db.transaction(async (tx) => {
      const kept = await this.repository.putKey(tx, actor.workspaceId, row);
      const subject = { subjectKind: 'signing key', subjectName: params.name };
      await appendEvent(tx, actor, { kind: 'artifacts.signing_key_trusted', ...subject, after: { fingerprint } });
      return keyView(kept);
    });
  }

  /** deleteSigningKey trusts a key no more: what it signed counts as unsigned from now on. */
  async deleteSigningKey(actor: Actor, { params }: { params: { name: string } }): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      if (!(await this.repository.removeKey(tx, actor.workspaceId, params.name)))
        throw notFound('signing key', params.name);
      const subject = { subjectKind: 'signing key', subjectName: params.name };
      await appendEvent(tx, actor, { kind: 'artifacts.signing_key_removed', ...subject });
    });
  }

  /** getSigningPolicy tells whether versions must be signed before they are served. */
  async getSigningPolicy(actor: Actor): Promise<SigningPolicy> {
    return { requireSigned: await this.repository.isRequired(actor.workspaceId) };
  }

  /** setSigningPolicy changes that for what is served from now on. */
  async setSigningPolicy(actor: Actor, { body }: { body: SigningPolicy }): Promise<SigningPolicy> {
    await this.kit.db.transaction(async (tx) => {
      const before = { requireSigned: await this.repository.isRequired(actor.workspaceId, tx) };
      await this.repository.setRequired(tx, actor.workspaceId, body.requireSigned);
      const subject = { subjectKind: 'workspace', subjectName: actor.workspaceId };
      await appendEvent(tx, actor, { kind: 'artifacts.signing_policy_set', ...subject, before, after: body });
    });
    return body;
  }

  /** statement is what a signature of the version has to cover. */
  statement({ model, files }: SignedVersion): SigningStatement {
    return statementOf(model, files);
  }

  /** report verifies a version's signatures with the keys that are trusted now. */
  async report(actor: Actor, version: SignedVersion, tx?: Tx): Promise<SignatureReport> {
    const keys = await this.trustedKeys(actor.workspaceId, tx);
    const rows = await this.repository.signatures(version.id, tx);
    const signatures = rows.map((row) => verified(row, version, keys));
    const required = await this.repository.isRequired(actor.workspaceId, tx);
    return { signed: signatures.some(({ valid }) => valid), required, signatures };
  }

  /** sign adds a signature that holds; any other is `signature_invalid` and leaves nothing. */
  async sign(actor: Actor, version: SignedVersion, bundle: SignatureBundle): Promise<SignatureReport> {
    const { name: key, fingerprint } = verifySignature(
      bundle,
      version.files,
      await this.trustedKeys(actor.workspaceId),
    );
    await this.kit.db.transaction(async (tx) => {
      await this.repository.addSignature(tx, version.id, { fingerprint, bundle, createdBy: actor.name });
      await appendEvent(tx, actor, {
        kind: 'artifacts.version_signed',
        subjectKind: 'model',
        subjectName: version.model,
        after: { version: version.version, key, fingerprint },
      });
    });
    return this.report(actor, version);
  }

  /** requireSigned is serving's guard: where the workspace demands it, a version without a signature that holds now is `signature_required`. */
  readonly requireSigned = async (tx: Tx, actor: Actor, version: SignedVersion): Promise<void> => {
    const { required, signed, signatures } = await this.report(actor, version, tx);
    if (!required || signed) return;
    const why = signatures[0]?.reason ?? 'Nobody has signed it.';
    throw new SlipwayError(
      'signature_required',
      `v${version.version} of ${version.model} has no signature that holds. ${why}`,
    );
  };

  private async trustedKeys(workspaceId: string, tx?: Tx) {
    const rows = await this.repository.keys(workspaceId, tx);
    return rows.map(({ name, publicKey: pem, fingerprint, algorithm }) => ({ name, pem, fingerprint, algorithm }));
  }
}

function verified(
  { fingerprint, bundle, createdBy, createdAt }: SignatureRow,
  { files }: SignedVersion,
  keys: readonly { name: string; pem: string; fingerprint: string; algorithm: string }[],
): VersionSignature {
  const facts = { fingerprint, bundle, createdBy, createdAt: createdAt.toISOString() };
  const key = keys.find((one) => one.fingerprint === fingerprint);
  try {
    verifySignature(bundle, files, key === undefined ? [] : [key]);
    return { ...facts, key: key?.name ?? null, valid: true, reason: null };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { ...facts, key: key?.name ?? null, valid: false, reason: error.message };
  }
}

const keyView = ({ createdAt, name, fingerprint, algorithm, publicKey, createdBy }: KeyRow): SigningKey => ({
  name,
  fingerprint,
  algorithm,
  publicKey,
  createdBy,
  createdAt: createdAt.toISOString(),
});
