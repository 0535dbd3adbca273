import { SlipwayError } from './errors.js';

/** FilterToken is one piece of a filter as it was written: a word (a key, AND, LIKE), a quoted text, a number or a sign. */
export interface FilterToken {
  kind: 'word' | 'single' | 'double' | 'number' | 'sign';
  text: string;
}

/** A word may have quoted parts (tags.`a b`), and may be quoted as a whole. */
const pieces =
  /(?<single>'(?:''|\\'|[^'])*')|(?<double>"(?:""|[^"])*")|(?<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))|(?<sign><=|>=|!=|<>|[=<>(),])|(?<word>(?:`[^`]*`|[^\s'"`=!<>(),])(?:`[^`]*`|"[^"]*"|[^\s'"`=!<>(),])*)/y;

/** filterTokens cuts a filter into its pieces; a quote that is never closed, and U+0000, are refused. */
export function filterTokens(filter: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(filter[at] ?? '')) at += 1;
    if (at >= filter.length) return tokens;
    pieces.lastIndex = at;
    const found = filter.includes('\0') ? null : pieces.exec(filter);
    if (found === null) {
      const message = `Invalid clause(s) in filter string: ${filter.slice(at).replaceAll('\0', '')}`;
      throw new SlipwayError('invalid_request', message, [{ path: 'filter', message }]);
    }
    const [kind] = Object.entries(found.groups ?? {}).find(([, text]) => text !== undefined) ?? ['word'];
    tokens.push({ kind: kind as FilterToken['kind'], text: found[0] });
    at = pieces.lastIndex;
  }
}

/** unquoted is a text without the quotes around it, whatever kind they are; a quote written twice is one. */
export function unquoted(text: string): string {
  const quote = text[0] ?? '';
  if (!['"', "'", '`'].includes(quote) || text.length < 2 || !text.endsWith(quote)) return text;
  return text
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replaceAll(`\\${quote}`, quote);
}
