import type { SignatureBundle } from '@slipway/contracts';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { nameKey } from '../kernel/name-key.js';

/** KeyRow is a trusted public key. */
export interface KeyRow {
  name: string;
  publicKey: string;
  fingerprint: string;
  algorithm: string;
  createdBy: string;
  createdAt: Date;
}

/** SignatureRow is a signature of a version, whether or not its key is still trusted. */
export interface SignatureRow {
  fingerprint: string;
  bundle: SignatureBundle;
  createdBy: string;
  createdAt: Date;
}

/** SigningRepository keeps trusted keys, signatures and each workspace's policy. */
export class SigningRepository {
  constructor(private readonly db: Db) {}

  /** keys lists a workspace's trusted keys by name. */
  keys(workspaceId: string, tx?: Tx): Promise<KeyRow[]> {
    return (tx ?? this.db.prisma).signingKey.findMany({ where: { workspaceId }, orderBy: { nameKey: 'asc' } });
  }

  /** putKey trusts a key, in place of one of the same name. */
  putKey(tx: Tx, workspaceId: string, row: Omit<KeyRow, 'createdAt'>): Promise<KeyRow> {
    const key = { workspaceId, nameKey: nameKey(row.name) };
    return tx.signingKey.upsert({
      where: { workspaceId_nameKey: key },
      create: { ...key, ...row },
      update: { ...row, createdAt: new Date() },
    });
  }

  /** removeKey trusts a key no more, and tells whether there was one. */
  async removeKey(tx: Tx, workspaceId: string, name: string): Promise<boolean> {
    const { count } = await tx.signingKey.deleteMany({ where: { workspaceId, nameKey: nameKey(name) } });
    return count > 0;
  }

  /** isRequired tells whether a workspace serves signed versions only. */
  async isRequired(workspaceId: string, tx?: Tx): Promise<boolean> {
    const row = await (tx ?? this.db.prisma).signingPolicy.findUnique({ where: { workspaceId } });
    return row?.requireSigned ?? false;
  }

  /** setRequired changes that. */
  async setRequired(tx: Tx, workspaceId: string, requireSigned: boolean): Promise<void> {
    const row = { requireSigned };
    await tx.signingPolicy.upsert({ where: { workspaceId }, create: { workspaceId, ...row }, update: row });
  }

  /** signatures lists a version's signatures, oldest first. */
  async signatures(versionId: string, tx?: Tx): Promise<SignatureRow[]> {
    const rows = await (tx ?? this.db.prisma).versionSignature.findMany({
      where: { versionId },
      orderBy: { createdAt: 'asc' },
    });
    return rows.map((row) => ({ ...row, bundle: row.bundle as SignatureBundle }));
  }

  /** addSignature keeps a signature, in place of an older one by the same key. */
  async addSignature(tx: Tx, versionId: string, row: Omit<SignatureRow, 'createdAt'>): Promise<void> {
    const { fingerprint, createdBy } = row;
    const kept = { bundle: toJson(row.bundle), createdBy };
    await tx.versionSignature.upsert({
      where: { versionId_fingerprint: { versionId, fingerprint } },
      create: { versionId, fingerprint, ...kept },
      update: { ...kept, createdAt: new Date() },
    });
  }
}
