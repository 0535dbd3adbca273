import { expect, it } from 'vitest';
import { changesOf } from './changes.js';

it.each([
  [
    { floor: 0.1, alpha: 0.01 },
    { floor: 0.2, alpha: 0.01 },
    { differing: [{ field: 'floor', before: 0.1, after: 0.2 }], equal: 1 },
  ],
  [null, { name: 'churn' }, { differing: [{ field: 'name', before: undefined, after: 'churn' }], equal: 0 }],
  [{ name: 'churn' }, null, { differing: [{ field: 'name', before: 'churn', after: undefined }], equal: 0 }],
  [null, ['a'], { differing: [{ field: 'value', before: undefined, after: ['a'] }], equal: 0 }],
  [null, null, { differing: [], equal: 0 }],
])('changesOf(%j, %j)', (before, after, changes) => expect(changesOf(before, after)).toEqual(changes));
