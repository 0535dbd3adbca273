import { InferenceError } from '@slipway/inference';

/** DataPlaneError is a refusal of the gateway itself: HTTP status, stable code, what to do. */
export class DataPlaneError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: readonly { path: string; message: string }[] = [],
  ) {
    super(message);
  }
}

/** asDataPlaneError puts anything thrown into one form; what is not foreseen is `internal` and tells nothing of our insides. */
export function asDataPlaneError(error: unknown): DataPlaneError {
  if (error instanceof DataPlaneError) return error;
  if (error instanceof InferenceError)
    return new DataPlaneError(error.status, error.code, error.message, error.errors ?? []);
  return new DataPlaneError(500, 'internal', 'The prediction failed on our side.');
}
