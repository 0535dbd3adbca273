import { InferenceError } from '@slipway/inference';

/** DataPlaneError is a refusal of the gateway itself: HTTP status, stable code, what to do, and headers that say more. */
export class DataPlaneError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: readonly { path: string; message: string }[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** LimitRefusal turns a request away for a limit or a deadline: it is counted by `reason`, and held against no version. */
export class LimitRefusal extends DataPlaneError {
  constructor(
    status: number,
    code: string,
    readonly reason: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(status, code, message, [], headers);
  }
}

/** deadlineRefusal is for a request whose caller gave up before a run. */
export const deadlineRefusal = (): LimitRefusal =>
  new LimitRefusal(504, 'deadline_exceeded', 'deadline', 'The time that the caller gave was over before a run.');

/** asDataPlaneError puts anything thrown into one form; what is not foreseen is `internal` and tells nothing of our insides. */
export function asDataPlaneError(error: unknown): DataPlaneError {
  if (error instanceof DataPlaneError) return error;
  if (error instanceof InferenceError)
    return new DataPlaneError(error.status, error.code, error.message, error.errors ?? []);
  return new DataPlaneError(500, 'internal', 'The prediction failed on our side.');
}
