import { NewView } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { viewAddress, viewQuery } from './view-query.js';

it.each([
  ['?q=delay&sort=updatedAt+desc', 'q=delay&sort=updatedAt+desc'],
  ['?q=a&upload=1', 'q=a'],
  ['?kind=registry.&before=120&entry=99', 'kind=registry.'],
  ['', ''],
])('a view of %j keeps %j', (search, kept) => expect(viewQuery(search)).toBe(kept));

it('whatever a filter holds fits the contract', () => {
  const query = viewQuery(`?filter=${encodeURIComponent(`name LIKE 'a%' AND tags."größe" = [1] | {x} #\\^`)}`);
  expect(NewView.safeParse({ page: 'models', query }).success).toBe(true);
});

it('leads to its page', () => {
  expect(viewAddress({ page: 'runs', query: 'filter=a' })).toBe('/runs?filter=a');
  expect(viewAddress({ page: 'jobs', query: '' })).toBe('/jobs');
});
