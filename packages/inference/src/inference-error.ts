/** FieldError names one wrong place of an input and says what is wrong there. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

const shownErrors = 20;

/**
 * InferenceError is the only error this package throws on purpose: a stable `code` (snake_case), the HTTP `status` it
 * maps to, a text for people, and for bad input the fields that are wrong (the first 20 of them).
 */
export class InferenceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;

  constructor(code: string, status: number, message: string, errors?: readonly FieldError[]) {
    super(message);
    this.name = 'InferenceError';
    this.code = code;
    this.status = status;
    this.errors = errors?.slice(0, shownErrors);
  }
}

/** ErrorMessage is an InferenceError as plain data, so that it can cross a process boundary. */
export interface ErrorMessage {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly errors?: readonly FieldError[];
}

/** toErrorMessage turns anything thrown into plain data; an error that is not an InferenceError becomes `internal`, 500. */
export function toErrorMessage(error: unknown): ErrorMessage {
  if (error instanceof InferenceError) {
    const { code, status, message, errors } = error;
    return { code, status, message, ...(errors ? { errors } : {}) };
  }
  return { code: 'internal', status: 500, message: messageOf(error) };
}

/** fromErrorMessage rebuilds the InferenceError on the other side of a process boundary. */
export function fromErrorMessage(error: ErrorMessage): InferenceError {
  return new InferenceError(error.code, error.status, error.message, error.errors);
}

/** messageOf is the text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
