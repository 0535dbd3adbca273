import { SlipwayError } from './errors.js';
import { filterTokens, unquoted, type FilterToken } from './filter-tokens.js';

/** FilterOperator compares a field with a value; LIKE takes `%` and `_`, ILIKE ignores case, the last two take no value. */
export type FilterOperator = (typeof textOperators)[number] | (typeof numberOperators)[number];

/** Comparison is one clause of a filter; all clauses of a filter must hold. */
export interface Comparison {
  /** What kind of thing is compared: `attribute`, `tag`, `metric` ... */
  entity: string;
  key: string;
  operator: FilterOperator;
  /** Text or number as the key's type says, a list for IN, null for IS NULL. */
  value: string | number | string[] | null;
}

/** FilterEntity says which keys an entity has and what they are compared with; without `keys` every key is allowed and has the type `type`. */
export interface FilterEntity {
  entity: string;
  type: 'text' | 'number';
  keys?: Readonly<Record<string, 'text' | 'number'>>;
  /** The keys that IN and NOT IN may be used with; `all` where every one may. */
  lists?: readonly string[] | 'all';
  /** Whether IS NULL and IS NOT NULL may be asked. */
  nullable?: boolean;
}

/** FilterGrammar names the entities by every spelling they have; a key without entity is one of `attribute`. */
export type FilterGrammar = Readonly<Record<string, FilterEntity>>;

const textOperators = ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN', 'IS NULL', 'IS NOT NULL'] as const;
const numberOperators = ['=', '!=', '<', '<=', '>', '>='] as const;

/**
 * parseFilter reads `name LIKE 'fl%' AND tags.team = 'eu'`: comparisons joined by AND, nothing else (the grammar of MLflow's search calls,
 * with its words for what is wrong). Keys may stand in backticks or double quotes, texts in single or double quotes, a quote inside is doubled.
 */
export function parseFilter(filter: string | undefined, grammar: FilterGrammar): Comparison[] {
  const tokens = filterTokens(filter ?? '');
  const comparisons: Comparison[] = [];
  let at = 0;
  while (at < tokens.length) {
    if (comparisons.length > 0) {
      if (!isWord(tokens[at], 'AND')) throw refused(`Invalid clause(s) in filter string: ${clauseText(tokens, at)}`);
      at += 1;
    }
    const { comparison, next } = readComparison(tokens, at, grammar);
    comparisons.push(comparison);
    at = next;
  }
  return comparisons;
}

function readComparison(
  tokens: readonly FilterToken[],
  from: number,
  grammar: FilterGrammar,
): { comparison: Comparison; next: number } {
  const left = tokens[from];
  const { operator, length } = readOperator(tokens, from + 1);
  if (left?.kind !== 'word' && left?.kind !== 'double')
    throw refused(`Invalid clause(s) in filter string: ${clauseText(tokens, from)}`);
  if (operator === null) throw refused(`Invalid clause(s) in filter string: ${clauseText(tokens, from)}`);
  const { rule, key } = readKey(left.text, grammar);
  const type = rule.keys?.[key] ?? rule.type;
  let next = from + 1 + length;
  if (operator === 'IS NULL' || operator === 'IS NOT NULL') {
    if (rule.nullable !== true) throw refused(`${operator} is not supported for '${rule.entity}' '${key}'`);
    return { comparison: { entity: rule.entity, key, operator, value: null }, next };
  }
  const right = tokens[next];
  if (right === undefined || isWord(right, 'AND'))
    throw refused(`Invalid clause(s) in filter string: ${clauseText(tokens, from)}`);
  requireOperator(rule, key, type, operator);
  if (right.text === '(') {
    const list = readList(tokens, next, rule, key);
    return { comparison: { entity: rule.entity, key, operator, value: list.values }, next: list.next };
  }
  if (operator === 'IN' || operator === 'NOT IN')
    throw refused(`Invalid clause(s) in filter string: ${clauseText(tokens, from)}`);
  next += 1;
  return {
    comparison: { entity: rule.entity, key, operator, value: readValue(right, rule, key, type, operator) },
    next,
  };
}

function readKey(text: string, grammar: FilterGrammar): { rule: FilterEntity; key: string } {
  const dot = /^["`]/.test(text) ? -1 : text.indexOf('.');
  const entity = dot < 0 ? 'attribute' : text.slice(0, dot);
  const key = unquoted(dot < 0 ? text : text.slice(dot + 1));
  const rule = grammar[entity];
  if (rule === undefined)
    throw refused(`Invalid entity type '${entity}'. Valid entity types are (${quoted(Object.keys(grammar))})`);
  if (rule.keys !== undefined && !Object.hasOwn(rule.keys, key))
    throw refused(
      `Invalid ${rule.entity} key '${key}' specified. Valid keys are '{${quoted(Object.keys(rule.keys))}}'`,
    );
  return { rule, key };
}

function readOperator(tokens: readonly FilterToken[], at: number): { operator: FilterOperator | null; length: number } {
  const words = tokens.slice(at, at + 3).map((token) => token.text.toUpperCase());
  for (const length of [3, 2, 1]) {
    const text = words.slice(0, length).join(' ').replace('<>', '!=');
    const operator = [...textOperators, ...numberOperators].find((known) => known === text);
    if (operator !== undefined && tokens.slice(at, at + length).every(({ kind }) => kind === 'word' || kind === 'sign'))
      return { operator, length };
  }
  return { operator: null, length: 0 };
}

function requireOperator(rule: FilterEntity, key: string, type: 'text' | 'number', operator: FilterOperator): void {
  const isList = operator === 'IN' || operator === 'NOT IN';
  const allowed: readonly string[] = type === 'text' ? textOperators : numberOperators;
  const named = rule.entity === 'attribute' && type === 'number' ? `attribute ${key}` : rule.entity;
  if (!allowed.includes(operator) || (isList && !allowsLists(rule, key)))
    throw refused(`Invalid comparator for ${named}: ${operator}`);
}

const allowsLists = (rule: FilterEntity, key: string): boolean =>
  rule.lists === 'all' || (rule.lists?.includes(key) ?? false);

function readValue(
  token: FilterToken,
  rule: FilterEntity,
  key: string,
  type: 'text' | 'number',
  operator: FilterOperator,
): string | number {
  const found = token.text;
  if (type === 'number') {
    // MLflow takes version_number = '3' too.
    const number = token.kind === 'number' ? Number(found) : Number(unquoted(found) || NaN);
    if (!Number.isFinite(number))
      throw refused(
        rule.entity === 'attribute'
          ? `Expected numeric value type for numeric attribute: ${key}. Found ${found}`
          : `Expected numeric value type for ${rule.entity}. Found ${found}`,
      );
    if (rule.entity === 'attribute' && !Number.isSafeInteger(number))
      throw refused(`Invalid value for numeric attribute '${key}': ${found}`);
    return number;
  }
  if (token.kind === 'word')
    throw refused(
      `Parameter value is either not quoted or unidentified quote types used for string value ${found}. Use either single or double quotes.`,
    );
  if (token.kind !== 'single' && token.kind !== 'double')
    throw refused(
      rule.entity === 'attribute'
        ? `Expected a quoted string value or a list of quoted string values for attributes. Got value ${found}`
        : `Expected a quoted string value for ${rule.entity} (e.g. 'my-value'). Got value ${found}`,
    );
  const value = unquoted(found);
  if (operator.endsWith('LIKE') && /(?<!\\)(?:\\\\)*\\$/.test(value))
    throw refused(`A pattern must not end with a single backslash: ${found}`);
  return value;
}

function readList(
  tokens: readonly FilterToken[],
  open: number,
  rule: FilterEntity,
  key: string,
): { values: string[]; next: number } {
  if (!allowsLists(rule, key))
    throw refused(
      `Only [${quoted(Array.isArray(rule.lists) ? rule.lists : [])}] attributes support comparison with a list of quoted string values.`,
    );
  const close = tokens.findIndex(({ text }, index) => index > open && text === ')');
  const inside = tokens.slice(open + 1, close < 0 ? tokens.length : close);
  const values = inside.filter((_, index) => index % 2 === 0);
  const commas = inside.filter((_, index) => index % 2 === 1);
  const isList = values.length > 0 && inside.length % 2 === 1;
  if (close < 0 || !isList || commas.some(({ text }) => text !== ',') || values.some(({ kind }) => kind !== 'single'))
    throw refused(
      'While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ' +
        clauseText(tokens, open),
    );
  return { values: values.map(({ text }) => unquoted(text)), next: close + 1 };
}

/** clauseText is what stands between here and the next AND, as it was written; an OR stands for itself. */
function clauseText(tokens: readonly FilterToken[], at: number): string {
  if (isWord(tokens[at], 'OR')) return tokens[at]?.text ?? '';
  const end = tokens.findIndex((token, index) => index > at && (isWord(token, 'AND') || isWord(token, 'OR')));
  return tokens
    .slice(at, end < 0 ? tokens.length : end)
    .map(({ text }) => text)
    .join(' ');
}

const isWord = (token: FilterToken | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word;

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

const refused = (message: string): SlipwayError =>
  new SlipwayError('invalid_request', message, [{ path: 'filter', message }]);
