import { describe, expect, it } from 'vitest';
import { readMarkdown, type MarkdownBlock } from './markdown.js';

const words = (block: MarkdownBlock | undefined) =>
  block !== undefined && 'content' in block
    ? block.content.map(({ text, look, href }) => (href === undefined ? `${look}:${text}` : `link:${text}>${href}`))
    : null;

describe('Markdown', () => {
  it('has headings, paragraphs, lists, tables and code', () => {
    const blocks = readMarkdown(
      '# Title\nOne\ntwo\n\n- a\n* b\n1. c\n\n| x | y |\n| --- | --- |\n| 1 | a\\|b |\n\n```\n# no heading\n```\nend',
    );
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, content: [{ text: 'Title', look: 'plain' }] },
      { kind: 'paragraph', content: [{ text: 'One two', look: 'plain' }] },
      {
        kind: 'list',
        ordered: false,
        items: ['a', 'b', 'c'].map((text) => [{ text, look: 'plain' }]),
      },
      {
        kind: 'table',
        head: ['x', 'y'].map((text) => [{ text, look: 'plain' }]),
        rows: [['1', 'a|b'].map((text) => [{ text, look: 'plain' }])],
      },
      { kind: 'code', text: '# no heading' },
      { kind: 'paragraph', content: [{ text: 'end', look: 'plain' }] },
    ]);
  });

  it.each([
    ['a **b** c', ['plain:a ', 'strong:b', 'plain: c']],
    ['_a_ and *b*', ['emphasis:a', 'plain: and ', 'emphasis:b']],
    ['snake_case_name', ['plain:snake_case_name']],
    ['`a*b*c`', ['code:a*b*c']],
    [String.raw`\*no\*`, ['plain:*no*']],
    ['[docs](https://example.org/x)', ['link:docs>https://example.org/x']],
    ['[x](javascript:alert(1))', ['plain:[x](javascript:alert(1))']],
    ['[x](JavaScript:alert)', ['plain:[x](JavaScript:alert)']],
    ['[x](data:text/html,y)', ['plain:[x](data:text/html,y)']],
    ['<img src=x onerror=alert(1)>', ['plain:<img src=x onerror=alert(1)>']],
  ])('%s', (source, expected) => expect(words(readMarkdown(source)[0])).toEqual(expected));

  it.each(['', '\n\n', '```', '|', '| a |\n| --- |', '#', '- '])('reads %j to its end', (source) => {
    expect(readMarkdown(source).length).toBeLessThanOrEqual(1);
  });

  it.each(['*'.repeat(20_000), '['.repeat(20_000), '_a'.repeat(10_000), '| '.repeat(10_000), '`'.repeat(20_000)])(
    'reads what is all signs in no time',
    (source) => {
      const before = performance.now();
      readMarkdown(source);
      expect(performance.now() - before).toBeLessThan(500);
    },
  );
});
