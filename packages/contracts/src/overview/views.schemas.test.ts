import { expect, it } from 'vitest';
import { NewView, ViewName } from './views.schemas.js';

const long = (length: number): string => `q=${'x'.repeat(length - 2)}`;

it.each([
  ['a filter and an order', 'q=delay&sort=updatedAt+desc', true],
  ['an escaped search', "filter=tags.team+%3D+'eu'", true],
  ['nothing', '', true],
  ['a leading question mark', '?q=delay', false],
  ['a space', 'q=a b', false],
  ['a fragment', 'q=1#top', false],
  ['half an escape', 'q=%zz', false],
  ['markup', 'q=<script>', false],
  ['a line break', 'q=a\n', false],
  ['2,000 characters', long(2000), true],
  ['2,001 characters', long(2001), false],
])('query with %s', (_, query, fits) => expect(NewView.safeParse({ page: 'models', query }).success).toBe(fits));

it.each([
  { page: 'models' },
  { page: 'settings', query: '' },
  { page: '//evil.example', query: '' },
  { page: 'models', query: '', owner: 'Ben' },
  { page: 'models', query: '', shared: 'yes' },
])('refuses %j', (body) => expect(NewView.safeParse(body).success).toBe(false));

it.each(['', '../x', 'a/b', ' late', '<b>', 'x'.repeat(64), 'a\u0000b'])('refuses the name %j', (name) =>
  expect(ViewName.safeParse(name).success).toBe(false),
);
