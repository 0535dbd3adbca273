import { describe, expect, it } from 'vitest';
import { makeNarrator } from './narrator.js';

describe('makeNarrator, on anything but a terminal', () => {
  it('prints each quarter of each thing that goes on once, also when two go on at once', () => {
    const lines: string[] = [];
    const out = { isTTY: false, write: (text: string) => lines.push(text.trim()) } as unknown as NodeJS.WriteStream;
    const narrator = makeNarrator(out, 'http://127.0.0.1', () => 0);
    for (let done = 1; done <= 10; done += 1) {
      narrator.progress(`${done},000 flights`, done, 10);
      narrator.progress(`the evaluation: ${done * 2} of 20 rows`, 10, 10);
    }
    expect(lines).toEqual([
      '0 s    100 % the evaluation: 2 of 20 rows',
      '0 s    30 % 3,000 flights',
      '0 s    60 % 6,000 flights',
      '0 s    90 % 9,000 flights',
      '0 s    100 % 10,000 flights',
    ]);
  });
});
