import { expect, it } from 'vitest';
import { tagLines, tagsOf } from './tag-lines.js';

it('writes tags as lines and reads them back', () => {
  const tags = { team: 'ops', raw: '', query: 'a=b' };
  expect(tagLines(tags)).toEqual(['team=ops', 'raw', 'query=a=b']);
  expect(tagsOf(tagLines(tags))).toEqual(tags);
});
it('takes blanks away, and the last of two', () => expect(tagsOf([' a = 1 ', 'a=2'])).toEqual({ a: '2' }));
