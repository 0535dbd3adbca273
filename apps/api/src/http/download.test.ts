import { expect, it } from 'vitest';
import { attachment } from './download.js';

it.each([
  ['notes.txt', `attachment; filename="notes.txt"; filename*=UTF-8''notes.txt`],
  ['データ.txt', `attachment; filename="___.txt"; filename*=UTF-8''%E3%83%87%E3%83%BC%E3%82%BF.txt`],
  [`it's (1)*.txt`, `attachment; filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
  ['a"b\\c\r\nd%.txt', `attachment; filename="a_b_c__d_.txt"; filename*=UTF-8''a%22b%5Cc%0D%0Ad%25.txt`],
  ['\ud800', `attachment; filename="_"; filename*=UTF-8''%EF%BF%BD`],
])('the name %j goes out as %s', (name, header) => {
  expect(attachment(name)).toBe(header);
});
