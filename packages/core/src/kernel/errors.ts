import { errorRegistry, type ErrorCode, type FieldError } from '@slipway/contracts';

/** SlipwayError is every refusal that a caller may see: a stable code, a sentence that says what to do, and the wrong fields. */
export class SlipwayError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly errors?: FieldError[],
  ) {
    super(message);
    this.name = 'SlipwayError';
  }

  /** status is the HTTP status of the code. */
  get status(): number {
    return errorRegistry[this.code].status;
  }
}

/** notFound makes the refusal for a thing that is not there, or not visible to the caller. */
export const notFound = (kind: string, name: string | number): SlipwayError =>
  new SlipwayError('not_found', `There is no ${kind} ${name}.`);

/** isUniqueViolation tells whether a database error is a duplicate of a unique key. */
export const isUniqueViolation = (error: unknown): boolean => hasCode(error, 'P2002') || hasCode(error, '23505');

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
