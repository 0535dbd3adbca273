import type { LineageLink } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { lineagePicture } from './lineage-picture.js';

const link = (kind: LineageLink['kind'], id: string, change: Partial<LineageLink> = {}): LineageLink => ({
  direction: 'downstream',
  kind,
  id,
  label: id,
  relation: 'is of',
  at: null,
  ...change,
});
const run = '0123456789abcdef0123456789abcdef';

describe('the picture of a lineage', () => {
  it.each([
    [link('run', run, { label: 'brave-hare-12' }), 'brave-hare-12', `/runs/${run}`],
    [
      link('version', 'my/own model/3', { label: 'my/own model v3' }),
      'my/own model v3',
      '/models/my%2Fown%20model/versions/3',
    ],
    [link('dataset', 'flights/2', { label: 'flights v2' }), 'flights v2', '/datasets/flights'],
    [link('dataset', `sha256:${'a'.repeat(64)}`), 'sha256:aaaaaaaaaaaa', null],
    [link('git_commit', '3f9a1c0b2d44e5f6'), '3f9a1c0b2d44', null],
    [link('endpoint', 'delays'), 'delays', '/endpoints/delays'],
    [link('alert', 'id', { label: 'errors are up' }), 'errors are up', '/alerts'],
  ])('%j', (given, label, path) => {
    expect(lineagePicture([given], false).downstream[0]).toMatchObject({ label, path });
  });

  it('has what serves now before what was measured once, and folds what is beyond twelve', () => {
    const links = [
      ...Array.from({ length: 20 }, (_, index) => link('evaluation', `e${index}`)),
      link('endpoint', 'delays'),
      link('run', run, { direction: 'upstream' }),
    ];
    const picture = lineagePicture(links, false);
    expect([picture.upstream.length, picture.downstream.length, picture.hidden]).toEqual([1, 12, 9]);
    expect(picture.downstream[0]?.kind).toBe('Endpoint');
    expect(lineagePicture(links, true)).toMatchObject({ hidden: 0 });
  });
});
