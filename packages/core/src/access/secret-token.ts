import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 32;
/** Bytes from here on would favour the first letters of the alphabet, so they are thrown away. */
const FAIR_BELOW = 256 - (256 % ALPHABET.length);

/** newApiSecret makes the secret of an API token: `slw_` and 32 random base62 characters (190 bits). */
export const newApiSecret = (random = randomBytes): string => `slw_${randomBase62(LENGTH, random)}`;

/** newSessionSecret makes the secret of a session, a CSRF token or a one-time link: 32 random base62 characters. */
export const newSessionSecret = (random = randomBytes): string => randomBase62(LENGTH, random);

/** hashSecret is what is stored of a secret. The secrets are random, so a plain fast hash is right (ASVS 6.5.2). */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** sameSecret compares two secrets in a time that tells nothing about where they differ. */
export const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b)));

function randomBase62(length: number, random: (size: number) => Buffer): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < FAIR_BELOW && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}
