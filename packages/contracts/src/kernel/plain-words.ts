import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** What a size counts, by what has it. */
const counted: Readonly<Record<string, (size: string) => string>> = {
  string: (size) => `${size} characters`,
  array: (size) => `${size} entries`,
  set: (size) => `${size} entries`,
};

const formats: Readonly<Record<string, string>> = {
  uuid: 'must be an id, 32 hex digits in the groups of a UUID',
  datetime: 'must be a time such as 2026-11-21T10:00:00Z',
  url: 'must be an address such as https://example.org',
  email: 'must be an e-mail address',
};

/**
 * plainWords says what is wrong with a value so that it reads on behind the name of its field: "must be a whole number, not text". Given to a parse
 * as its `error`; a schema's own words win, and undefined leaves what is left to zod.
 */
export function plainWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : typeWords(issue.expected, issue.input);
    case 'too_small':
      return sizeWords(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return sizeWords(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'invalid_format':
      return formats[issue.format] ?? (issue.pattern === undefined ? undefined : `must match ${issue.pattern}`);
    case 'invalid_value':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    default:
      return undefined;
  }
}

/** That NaN or 1.5 is a number helps nobody where another number is wanted. */
function typeWords(expected: string, value: unknown): string {
  const wanted = `must be ${kinds[expected] ?? expected}`;
  const isWrongNumber = typeof value === 'number' && (expected === 'number' || expected === 'int');
  return isWrongNumber ? wanted : `${wanted}, not ${kindOf(value)}`;
}

function sizeWords(origin: string, limit: number | bigint, how: string): string {
  if (how === 'at least' && limit === 1 && counted[origin] !== undefined) return 'must not be empty';
  const size = counted[origin]?.(String(limit));
  return size === undefined ? `must be ${how} ${limit}` : `must have ${how} ${size}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return kinds[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}
