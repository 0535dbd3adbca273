import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Tx } from './db.js';
import type { Kit } from './kit.js';
import { uuidv7 } from './uuid.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** SecretBox keeps secrets at rest: AES-256-GCM under the installation's key file, which is made with mode 0600 when there is none. */
export class SecretBox {
  private key: Buffer | null = null;

  constructor(private readonly kit: Kit) {}

  /** seal stores a secret in the transaction and returns its id. */
  async seal(tx: Tx, secret: string): Promise<string> {
    const key = await this.loadKey(tx);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    const id = uuidv7();
    await tx.secret.create({
      data: { id, keyId: keyIdOf(key), sealed: Buffer.concat([nonce, cipher.getAuthTag(), text]) },
    });
    return id;
  }

  /** open returns a stored secret; it throws when the key is not the one that it was sealed with. */
  async open(id: string): Promise<string> {
    const { sealed } = await this.kit.db.prisma.secret.findUniqueOrThrow({ where: { id } });
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv(
      'aes-256-gcm',
      await this.loadKey(this.kit.db.prisma),
      bytes.subarray(0, NONCE_BYTES),
    );
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  }

  private async loadKey(tx: Tx): Promise<Buffer> {
    if (this.key !== null) return this.key;
    const path = this.kit.settings.secretKeyFile;
    if (!existsSync(path)) {
      if ((await tx.secret.count()) > 0)
        throw new Error(`The key file ${path} is gone, but secrets sealed with it exist: put it back.`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
    }
    this.key = createHash('sha256').update(readFileSync(path, 'utf8').trim()).digest();
    return this.key;
  }
}

const keyIdOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 16);
