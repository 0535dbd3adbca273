import type { z } from 'zod';
import type { FieldError } from './errors.js';

/** fieldErrorsOf names every wrong field of a value as people read it, `rows[3].distance`, below `parents` where it is part of something. */
export function fieldErrorsOf({ issues }: z.ZodError, parents: readonly PropertyKey[] = []): FieldError[] {
  return issues.flatMap((issue) => errorsOf(issue, parents));
}

/** A key too many is reported where it is; a union's complaints are those of the option that came closest. */
function errorsOf(issue: z.core.$ZodIssue, parents: readonly PropertyKey[]): FieldError[] {
  const path = [...parents, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'is not known here' }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = issue.errors.reduce((best, option) => (option.length < best.length ? option : best));
    return closest.flatMap((inner) => errorsOf(inner, path));
  }
  return [{ path: dotted(path), message: issue.message }];
}

/** dotted writes a path as people read it: `rows[3].distance`. */
const dotted = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
