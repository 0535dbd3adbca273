import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tx } from './db.js';
import type { Kit } from './kit.js';
import { uuidv7 } from './uuid.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Fewer cannot hold 112 bits. */
const FEWEST_CHARACTERS = 32;

/** SecretBox keeps secrets at rest: AES-256-GCM under the installation's key file, which is made with mode 0600 when there is neither one nor any secret. */
export class SecretBox {
  private key: Buffer | null = null;

  constructor(private readonly kit: Kit) {}

  /** check refuses a start whose key cannot open the secrets that are stored; while there are none it does nothing, and makes no key. */
  async check(): Promise<void> {
    const { prisma } = this.kit.db;
    if ((await prisma.secret.count()) > 0) await this.loadKey(prisma);
  }

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
      makeKeyFile(path);
    }
    const text = readFileSync(path, 'utf8').trim();
    if (text.length < FEWEST_CHARACTERS)
      throw new Error(`The key file ${path} holds no key: at least ${FEWEST_CHARACTERS} characters are needed.`);
    const key = createHash('sha256').update(text).digest();
    if ((await tx.secret.count({ where: { keyId: { not: keyIdOf(key) } } })) > 0)
      throw new Error(`The key file ${path} is not the one that stored secrets were sealed with: put that one back.`);
    this.key = key;
    return key;
  }
}

/** The file appears whole or not at all; of several processes that make one, the first wins and all read its. */
function makeKeyFile(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `.key-${uuidv7()}`);
  try {
    writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const entry = openSync(folder, 'r');
  fsyncSync(entry);
  closeSync(entry);
}

const keyIdOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 16);
