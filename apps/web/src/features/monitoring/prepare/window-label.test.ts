import { expect, test } from 'vitest';
import { windowLabel } from './window-label.js';

test.each([
  ['2001-05-01T00:00:00Z', '2001-06-01T00:00:00Z', 'May 2001'],
  ['2001-02-01T00:00:00Z', '2001-03-01T00:00:00Z', 'Feb 2001'],
  ['2001-05-07T00:00:00Z', '2001-05-14T00:00:00Z', 'week of 7 May 2001'],
  ['2001-05-07T00:00:00Z', '2001-05-08T00:00:00Z', '7 May 2001'],
  ['2001-05-07T13:00:00Z', '2001-05-07T14:00:00Z', '7 May, 13:00'],
])('%s to %s is %s', (windowFrom, windowTo, label) => {
  expect(windowLabel({ windowFrom, windowTo })).toBe(label);
});

test('a stretch of windows is named by its first and last', () => {
  const stretch = { windowFrom: '2001-05-07T00:00:00Z', windowTo: '2001-05-10T00:00:00Z', windows: 3 };
  expect(windowLabel(stretch)).toBe('7 May 2001 to 9 May 2001');
});
