import { NewView } from '@slipway/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../src/index.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let ada: Actor;
let ben: Actor;
let eve: Actor;

const person = (name: string, last: string, scopes: Actor['scopes']): Actor => {
  const id = `01990000-0000-7000-8000-00000000000${last}`;
  return { ...test.actor, id, personId: id, name, scopes };
};

beforeEach(async () => {
  test = await openTestCore();
  ada = person('Ada', '1', ['read', 'write']);
  ben = person('Ben', '2', ['read', 'write']);
  eve = person('Eve', '3', ['read']);
});
afterEach(() => test.stop());

const save = (actor: Actor, name: string, more: object = {}) =>
  test.core.overview.views.saveView(actor, {
    params: { name },
    body: NewView.parse({ page: 'models', query: 'q=delay', ...more }),
  });
const forget = (actor: Actor, name: string, query: { page?: 'models' | 'jobs'; shared?: boolean } = {}) =>
  test.core.overview.views.deleteView(actor, { params: { name }, query });
const seen = async (actor: Actor, page?: 'models' | 'jobs') =>
  (await test.core.overview.views.listViews(actor, { query: { page } })).items.map(
    ({ name, query, shared, mine, savedBy }) => [name, query, shared ? 'shared' : 'own', mine, savedBy],
  );

it('one’s own views are seen by nobody else, and by one’s tokens; the same name may be of several people', async () => {
  await save(ada, 'late');
  await save(ben, 'late', { query: 'sort=updatedAt+desc' });
  await save(ada, 'failed', { page: 'jobs', query: 'state=failed' });
  const token: Actor = { ...ada, kind: 'token', id: '01990000-0000-7000-8000-0000000000aa', name: 'ci' };
  for (const actor of [ada, token])
    expect(await seen(actor)).toEqual([
      ['failed', 'state=failed', 'own', true, 'Ada'],
      ['late', 'q=delay', 'own', true, 'Ada'],
    ]);
  expect(await seen(ada, 'jobs')).toEqual([['failed', 'state=failed', 'own', true, 'Ada']]);
  expect(await seen(ben)).toEqual([['late', 'sort=updatedAt+desc', 'own', true, 'Ben']]);
  await forget(ben, 'late');
  await expect(forget(ben, 'late')).rejects.toMatchObject({ code: 'not_found' });
  expect(await seen(ada, 'models')).toHaveLength(1);
});

it('a shared view is seen by everybody, and changed by who made it or an admin', async () => {
  await save(ada, 'late', { shared: true });
  expect(await seen(ben)).toEqual([['late', 'q=delay', 'shared', false, 'Ada']]);
  await expect(save(ben, 'late')).rejects.toMatchObject({ code: 'forbidden', message: /^Ada shares the view late/ });
  await expect(forget(ben, 'late')).rejects.toMatchObject({ code: 'forbidden' });
  await save(test.actor, 'late', { query: 'q=later', shared: true });
  expect(await seen(ada)).toEqual([['late', 'q=later', 'shared', true, 'Ada']]);
  await save(ada, 'late');
  expect(await seen(ben)).toEqual([]);
  await save(ada, 'late', { shared: true });
  await forget(test.actor, 'late');
  expect(await seen(ada)).toEqual([]);
});

it('two share no view of one name, also at once; one’s own comes first', async () => {
  await save(ben, 'late');
  await save(ada, 'late', { shared: true });
  expect((await seen(ben)).map(([, , , mine]) => mine)).toEqual([true, false]);
  await expect(save(ben, 'late', { shared: true })).rejects.toMatchObject({ code: 'already_exists' });
  await forget(ben, 'late');
  expect(await seen(ben)).toEqual([['late', 'q=delay', 'shared', false, 'Ada']]);
  const both = await Promise.allSettled([ada, ben].map((actor) => save(actor, 'at once', { shared: true })));
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

it('of one’s own and a shared view of a name the one that is meant goes, and an admin takes no shared one for themselves', async () => {
  await save(test.actor, 'late', { page: 'jobs' });
  await save(ada, 'late', { shared: true });
  await forget(test.actor, 'late', { page: 'models', shared: true });
  expect(await seen(test.actor)).toMatchObject([['late', 'q=delay', 'own', true, expect.any(String)]]);
  expect(await seen(ada)).toEqual([]);
  await forget(test.actor, 'late');
  await save(ada, 'late', { shared: true });
  await expect(save(test.actor, 'late')).rejects.toMatchObject({ code: 'conflict', message: /^Ada shares late/ });
});

it('saving twice keeps one, never moves it to another page, and leaves other workspaces alone', async () => {
  await Promise.all([save(ada, 'late'), save(ada, 'late')]);
  await save(ada, 'late', { query: '', shared: true });
  expect(await seen(ada)).toEqual([['late', '', 'shared', true, 'Ada']]);
  await expect(save(ada, 'late', { page: 'runs' })).rejects.toMatchObject({
    code: 'conflict',
    message: /view of the page models/,
  });
  const elsewhere = { ...ada, workspaceId: 'other' };
  expect(await seen(elsewhere)).toEqual([]);
  await expect(forget(elsewhere, 'late')).rejects.toMatchObject({ code: 'not_found' });
  await save(elsewhere, 'late', { shared: true, query: 'q=other' });
  expect(await seen(ada)).toEqual([['late', '', 'shared', true, 'Ada']]);
});

it('whoever only reads keeps views, but shares none', async () => {
  await save(eve, 'late');
  expect(await seen(eve)).toHaveLength(1);
  await expect(save(eve, 'late', { shared: true })).rejects.toMatchObject({ code: 'forbidden' });
});

it('a person has a hundred views at most, and may still change them', async () => {
  for (let i = 0; i < 100; i += 1) await save(ada, `view ${i}`);
  await expect(save(ada, 'one more')).rejects.toMatchObject({ code: 'conflict' });
  await save(ada, 'view 7', { query: 'q=7' });
  await save(ben, 'one more');
});

it('the log tells of shared views only', async () => {
  await save(ada, 'mine');
  await forget(ada, 'mine');
  await save(ada, 'ours', { shared: true });
  await save(ada, 'ours');
  await forget(ada, 'ours');
  await test.settle();
  const { items } = await test.core.audit.listAudit(test.actor, { query: { limit: 10 } });
  expect(items.map(({ kind, subjectName }) => [kind, subjectName])).toEqual([
    ['overview.view_saved', 'ours'],
    ['overview.view_saved', 'ours'],
  ]);
});
