import type { Approval, Scope } from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../src/index.js';
import { registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let alias: string;
let made = 0;

beforeAll(async () => {
  test = await openTestCore();
  for (const weight of [1, 2, 3]) await registerVersion(test, [weight, -1]);
  await test.core.registry.aliases.protect(test.actor, { params: { pattern: 'prod*' } });
});
afterAll(() => test.stop());
beforeEach(() => {
  made += 1;
  alias = `prod-${made}`;
});

const person = (name: string, ...scopes: Scope[]): Actor => {
  const id = crypto.randomUUID();
  return { ...test.actor, name, id, personId: id, scopes };
};
const eve = (): Actor => person('Eve', 'read', 'write');
const ask = (actor: Actor, version = 2, of = alias): Promise<Approval> =>
  test.core.approvals.requestAlias(actor, { params: { name: 'delays', alias: of }, body: { version, why: 'better' } });
const waiting = async (actor = test.actor): Promise<Approval[]> =>
  (await test.core.approvals.listApprovals(actor)).items.filter((item) => item.alias === alias);
const answer = ({ id }: Approval, why = 'seen') => ({ params: { id }, body: { why } });
const holder = () => test.core.registry.aliasHolder(test.actor, 'delays', alias);
const refusal = (code: string) => expect.objectContaining({ code });

describe('a request for a protected alias', () => {
  it('waits for somebody else, moves the alias when approved, and is in the decisions', async () => {
    const asker = eve();
    const asked = await ask(asker);
    expect(asked).toMatchObject({
      kind: 'alias',
      sentence: `delays v2 becomes ${alias}.`,
      isMine: true,
      refusal: expect.stringContaining('approve'),
    });
    expect(await waiting()).toMatchObject([
      { id: asked.id, askedBy: 'Eve', why: 'better', refusal: null, isMine: false },
    ]);
    const home = await test.core.overview.getHome(test.actor);
    expect(home).toMatchObject({ counts: { approvals: 1 } });
    expect(home.needsYou).toContainEqual(expect.objectContaining({ severity: 'warn', path: '/approvals' }));
    expect((await test.core.overview.getHome(asker)).counts.approvals).toBe(0);
    const { sentence } = await test.core.approvals.approve(test.actor, answer(asked, 'looked at it'));
    expect(sentence).toBe(`Approved: delays v2 becomes ${alias}.`);
    expect(await holder()).toBe(2);
    await expect(test.core.approvals.approve(test.actor, answer(asked))).rejects.toEqual(refusal('not_found'));
    await test.settle();
    const { items } = await test.core.approvals.listApprovalDecisions(test.actor, { query: { limit: 1 } });
    expect(items).toMatchObject([{ kind: 'approvals.approved', actor: { name: 'Ada' }, why: 'looked at it' }]);
  });

  it('is not answered by whoever asked, nor without the scope', async () => {
    const approver = person('Max', 'write', 'approve');
    const asked = await ask(approver);
    for (const who of [approver, { ...approver, kind: 'token', id: 'another' } as const, eve()])
      await expect(test.core.approvals.approve(who, answer(asked))).rejects.toEqual(refusal('forbidden'));
    await expect(test.core.approvals.withdrawApproval(eve(), answer(asked))).rejects.toEqual(refusal('forbidden'));
    await test.core.approvals.withdrawApproval(approver, answer(asked));
    expect(await waiting()).toEqual([]);
    expect(await holder()).toBeNull();
  });

  it('is refused where nothing has to be asked, and while another one waits', async () => {
    await expect(ask(eve(), 2, 'qa')).rejects.toEqual(refusal('conflict'));
    await expect(ask(eve(), 99)).rejects.toEqual(refusal('not_found'));
    const results = await Promise.allSettled([ask(eve(), 1), ask(eve(), 2)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [asked] = await waiting();
    await test.core.approvals.approve(test.actor, answer(asked!));
    await expect(ask(eve(), asked!.version)).rejects.toEqual(refusal('conflict'));
  });

  it('changes nothing when it is rejected, or the alias has moved meanwhile', async () => {
    await test.core.approvals.reject(test.actor, answer(await ask(eve()), 'not now'));
    expect([await holder(), await waiting()]).toEqual([null, []]);
    const asked = await ask(eve());
    const params = { name: 'delays', alias };
    await test.core.registry.aliases.set(test.actor, { params, body: { version: 3 } });
    await expect(test.core.approvals.approve(test.actor, answer(asked))).rejects.toEqual(refusal('changed_meanwhile'));
    expect([await holder(), (await waiting()).length]).toEqual([3, 1]);
  });

  it('is answered once, however many answer at once', async () => {
    const asked = await ask(eve());
    const { approvals } = test.core;
    const results = await Promise.allSettled([
      approvals.approve(test.actor, answer(asked)),
      approvals.reject(person('Max', 'approve'), answer(asked)),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await holder()).toBe(results[0]?.status === 'fulfilled' ? 2 : null);
  });

  it('ends after seven days, and may be asked anew', async () => {
    const asked = await ask(eve());
    test.advance(7 * 86_400 + 1);
    expect(await waiting()).toEqual([]);
    await expect(test.core.approvals.approve(test.actor, answer(asked))).rejects.toEqual(refusal('not_found'));
    expect(await ask(eve(), 3)).toMatchObject({ version: 3 });
  });
});
