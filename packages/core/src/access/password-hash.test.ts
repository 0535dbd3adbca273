import { expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password-hash.js';

it('keeps its parameters beside the hash and knows the password again', async () => {
  const stored = await hashPassword('correct horse battery');
  expect(stored).toMatch(/^scrypt\$32768\$8\$3\$/);
  expect(await verifyPassword('correct horse battery', stored)).toBe(true);
  expect(await verifyPassword('correct horse batterz', stored)).toBe(false);
});

it('takes as long for nobody as for somebody, and says no', async () => {
  const stored = await hashPassword('some password');
  // Of the processor, which does not grow while others have it.
  const time = async (hash: string | null): Promise<number> => {
    const from = process.cpuUsage();
    expect(await verifyPassword('another', hash)).toBe(false);
    const { user, system } = process.cpuUsage(from);
    return user + system;
  };
  const [somebody, nobody] = [await time(stored), await time(null)];
  expect(nobody).toBeGreaterThan(somebody / 3);
});
