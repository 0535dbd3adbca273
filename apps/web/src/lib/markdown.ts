/** Inline is a stretch of text with one look; `href` is an http or https address, anything else stays text. */
export interface Inline {
  text: string;
  look: 'plain' | 'strong' | 'emphasis' | 'code';
  href?: string;
}

/** MarkdownBlock is one block of a text. */
export type MarkdownBlock =
  | { kind: 'heading'; level: number; content: Inline[] }
  | { kind: 'paragraph'; content: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'code'; text: string };

const FENCE = /^```/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s*(?:([-*+])|\d{1,9}[.)])\s+(.*)$/;
const RULE = /^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$/;

/**
 * readMarkdown reads the part of Markdown that people write in cards: headings, paragraphs, lists, tables, fenced code, and in a line strong,
 * emphasis, code and links. HTML stays text; a backslash keeps the next sign as it is.
 */
export function readMarkdown(source: string): MarkdownBlock[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const blocks: MarkdownBlock[] = [];
  while (lines.length > 0) {
    if (lines[0]!.trim() === '') lines.shift();
    else blocks.push(readBlock(lines));
  }
  return blocks;
}

/** Takes the lines of one block away from the front. */
function readBlock(lines: string[]): MarkdownBlock {
  const first = lines[0]!;
  if (FENCE.test(first)) {
    lines.shift();
    const text = takeWhile(lines, (line) => !FENCE.test(line)).join('\n');
    lines.shift();
    return { kind: 'code', text };
  }
  const [, marks, title] = HEADING.exec(first) ?? [];
  if (marks !== undefined) {
    lines.shift();
    return { kind: 'heading', level: marks.length, content: readInline(title ?? '') };
  }
  if (first.includes('|') && RULE.test(lines[1] ?? '')) {
    const [head, , ...rows] = takeWhile(lines, (line) => line.includes('|')).map(cellsOf);
    return { kind: 'table', head: head ?? [], rows };
  }
  const ordered = ITEM.exec(first)?.[1] === undefined;
  if (ITEM.test(first)) {
    const items = takeWhile(lines, (line) => ITEM.test(line)).map((line) => readInline(ITEM.exec(line)?.[2] ?? ''));
    return { kind: 'list', ordered, items };
  }
  const text = takeWhile(lines, (line, index) => index === 0 || isPlain(line)).join(' ');
  return { kind: 'paragraph', content: readInline(text) };
}

const isPlain = (line: string): boolean =>
  line.trim() !== '' && ![FENCE, HEADING, ITEM].some((other) => other.test(line));

function takeWhile(lines: string[], wanted: (line: string, index: number) => boolean): string[] {
  const end = lines.findIndex((line, index) => !wanted(line, index));
  return lines.splice(0, end === -1 ? lines.length : end);
}

const cellsOf = (line: string): Inline[][] =>
  line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => readInline(cell.trim()));

const INLINE =
  /\\([\\`*_{}[\]<>()#+.!|-])|`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*]+)\*|(?<![\p{L}\p{N}])_([^_]+)_(?![\p{L}\p{N}])|\[([^\][]+)\]\(([^()\s]+)\)/gu;

function readInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    push(parts, { text: text.slice(from, found.index), look: 'plain' });
    push(parts, marked(found));
    from = found.index + found[0].length;
  }
  push(parts, { text: text.slice(from), look: 'plain' });
  return parts;
}

function marked([whole, escaped, code, strong, strong2, emphasis, emphasis2, label, href]: RegExpMatchArray): Inline {
  if (escaped !== undefined) return { text: escaped, look: 'plain' };
  if (code !== undefined) return { text: code, look: 'code' };
  if (label !== undefined && href !== undefined)
    return /^https?:\/\//i.test(href) ? { text: label, look: 'plain', href } : { text: whole, look: 'plain' };
  const bold = strong ?? strong2;
  return bold === undefined ? { text: emphasis ?? emphasis2 ?? '', look: 'emphasis' } : { text: bold, look: 'strong' };
}

/** Neighbours of one look are one part. */
function push(parts: Inline[], part: Inline): void {
  const last = parts.at(-1);
  if (part.text === '') return;
  if (last?.look === 'plain' && part.look === 'plain' && last.href === undefined && part.href === undefined)
    last.text += part.text;
  else parts.push(part);
}
