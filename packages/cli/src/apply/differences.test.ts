import { expect, it } from 'vitest';
import { differences } from './differences.js';

const current = { floor: 0.1, tags: { team: 'a', tier: '1' }, steps: [{ weightBp: 1000, holdSeconds: 60 }] };

it('sees nothing where the document states what is there, or less', () => {
  expect(differences({ floor: 0.1, tags: { team: 'a' }, steps: [{ weightBp: 1000 }] }, current)).toEqual([]);
});

it('names each field that differs', () => {
  expect(differences({ floor: 0.2, tags: { team: 'b' }, steps: [] }, current)).toEqual([
    { field: 'floor', from: 0.1, to: 0.2 },
    { field: 'tags', from: current.tags, to: { team: 'b' } },
    { field: 'steps', from: current.steps, to: [] },
  ]);
});
