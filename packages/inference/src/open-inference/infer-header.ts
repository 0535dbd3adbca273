import { InferenceError } from '../inference-error.js';

/** inferHeaderName is the header that says how many bytes of a binary body are its JSON part. */
export const inferHeaderName = 'inference-header-content-length';

/**
 * parseInferHeader reads the value of Inference-Header-Content-Length: null when there is none (the whole body is JSON),
 * 0 for a raw request. Throws `invalid_header` (400) when it is no natural number or longer than the body.
 */
export function parseInferHeader(value: string | undefined, bodyBytes: number): number | null {
  if (value === undefined) return null;
  const length = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(length) || length > 0x7fff_ffff) {
    throw new InferenceError(
      'invalid_header',
      400,
      'Unable to parse Inference-Header-Content-Length, expected a natural number',
    );
  }
  if (length > bodyBytes) {
    throw new InferenceError(
      'invalid_header',
      400,
      `Inference-Header-Content-Length is ${length}, the body has only ${bodyBytes} bytes`,
    );
  }
  return length;
}
