import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberEvents } from '../src/index.js';
import { appendEvent } from '../src/kernel/event-log.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;

beforeEach(async () => {
  test = await openTestCore();
});
afterEach(() => test.stop());

const write = (name: string, after: unknown = {}): Promise<string> =>
  test.core.kit.db.transaction((tx) =>
    appendEvent(tx, test.actor, { kind: 'datasets.created', subjectKind: 'dataset', subjectName: name, after }),
  );
const numberAll = async (): Promise<void> => {
  while ((await numberEvents(test.core.kit.db, 'test')) > 0);
};
const verify = () => test.core.audit.verifyAudit(test.actor);
/** Changes stored rows as somebody with the keys of the database could. */
const tamper = (statement: string) =>
  test.core.kit.db.pool.query(
    `SET session_replication_role = replica; ${statement}; SET session_replication_role = DEFAULT`,
  );

describe('the chain', () => {
  it('is unbroken after 64 writers at once, numbered by three at once, and names each change once', async () => {
    const written: Promise<string>[] = [];
    const numbering: Promise<number>[] = [];
    for (let writer = 0; writer < 64; writer += 1) {
      written.push(write(`d${writer}`, { nested: { b: [1.5, null], a: 'é' }, writer }));
      if (writer % 8 === 0)
        for (const holder of ['a', 'b', 'c']) numbering.push(numberEvents(test.core.kit.db, holder));
    }
    const ids = await Promise.all(written);
    await Promise.all(numbering);
    await test.core.kit.db.pool.query(`UPDATE "Lease" SET "until" = now() - interval '1 second'`);
    await numberAll();
    expect(await verify()).toEqual({ verified: true, upToSeq: 64, brokenAtSeq: null });
    const { items } = await test.core.audit.listAudit(test.actor, { query: { limit: 100 } });
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 64 }, (_, i) => 64 - i));
    expect(new Set(items.map(({ id }) => id))).toEqual(new Set(ids));
  });

  it('is not gone on with by one whose lease went to another', async () => {
    await write('first');
    const { db } = test.core.kit;
    expect(await numberEvents(db, 'slow')).toBe(1);
    await write('second');
    expect(await numberEvents(db, 'other')).toBe(0);
    await db.pool.query(`UPDATE "Lease" SET "until" = now() - interval '1 second'`);
    expect(await numberEvents(db, 'other')).toBe(1);
    await write('third');
    expect(await numberEvents(db, 'slow')).toBe(0);
    await numberAll();
    expect((await verify()).verified).toBe(true);
  });

  it.each([
    ['a changed field', `UPDATE "Event" SET "actorName" = 'eve' WHERE "seq" = 3`, 3],
    ['a changed value', `UPDATE "Event" SET "after" = '{"n": 9}' WHERE "seq" = 3`, 3],
    ['a missing event', `DELETE FROM "Event" WHERE "seq" = 3`, 3],
    ['a missing beginning', `DELETE FROM "Event" WHERE "seq" <= 2`, 1],
    ['a missing end', `DELETE FROM "Event" WHERE "seq" >= 4`, 4],
    ['no event at all', `DELETE FROM "Event"`, 1],
  ])('shows %s', async (_, statement, brokenAtSeq) => {
    for (let i = 1; i <= 5; i += 1) await write(`d${i}`, { n: i });
    await test.settle();
    expect(await verify()).toEqual({ verified: true, upToSeq: 5, brokenAtSeq: null });
    await tamper(statement);
    expect(await verify()).toEqual({ verified: false, upToSeq: brokenAtSeq - 1, brokenAtSeq });
  });
});
