import { createHash } from 'node:crypto';

/** entityTag is the strong ETag of an answer: a hash of its JSON. */
export const entityTag = (answer: unknown): string =>
  `"${createHash('sha256')
    .update(JSON.stringify(answer) ?? '')
    .digest('base64url')
    .slice(0, 22)}"`;

/** matches tells whether an `If-Match` or `If-None-Match` header names the tag; `*` names every one. */
export const matches = (header: string, tag: string): boolean =>
  header
    .split(',')
    .map((part) => part.trim().replace(/^W\//, ''))
    .some((given) => given === '*' || given === tag);

const chains = new Map<string, Promise<unknown>>();

/** oneAtATime runs the works of one key one after another, so that between a check and its act nobody else acts in this process. */
export async function oneAtATime<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = chains.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  chains.set(key, mine);
  try {
    return await mine;
  } finally {
    if (chains.get(key) === mine) chains.delete(key);
  }
}
