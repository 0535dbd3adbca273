import { HttpException } from '@nestjs/common';
import { errorRegistry, type ErrorCode, type Problem } from '@slipway/contracts';
import { SlipwayError } from '@slipway/core';
import { isDatabaseUnavailable, isSerializationFailure, isUniqueViolation } from './database-errors.js';

/** Refusal is an error as the caller sees it; `unexpected` ones are our fault and go to the log with their cause. */
export interface Refusal {
  error: SlipwayError;
  unexpected: boolean;
}

/** refusalOf turns anything thrown into a registered error; what it does not know becomes `internal` and tells the caller nothing. */
export function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof SlipwayError) return { error: thrown, unexpected: thrown.status === 500 };
  if (isDatabaseUnavailable(thrown))
    return known('unavailable', 'The database does not answer; try again in a moment.', true);
  if (isSerializationFailure(thrown)) return known('conflict', 'Somebody changed this at the same moment; try again.');
  if (isUniqueViolation(thrown)) return known('already_exists', 'Somebody else made this at the same moment.');
  if (isNoSpace(thrown)) return known('storage_full', 'The storage is full.', true);
  if (isBrokenUpload(thrown)) return known('invalid_request', 'The upload is broken or ended too early.');
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusCodeOf(thrown);
  if (status === 413) return known('too_large', 'The request is larger than this route takes.');
  if (status === 415) return known('unsupported_media_type', 'This route does not take that content type.');
  if (status === 404) return known('not_found', 'There is nothing at this address.');
  if (status === 503) return known('unavailable', 'Slipway is stopping; try again in a moment.');
  if (status !== undefined && status >= 400 && status < 500)
    return known('invalid_request', 'The request cannot be read.');
  return known('internal', 'Something failed on our side; the request id finds it in the log.', true);
}

/** problemOf is the RFC 9457 body of a refusal. */
export function problemOf(error: SlipwayError, requestId: string): Problem {
  const { status, title } = errorRegistry[error.code];
  const base = {
    type: `https://slipway.dev/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    requestId,
  };
  return error.errors === undefined ? base : { ...base, errors: error.errors };
}

const known = (code: ErrorCode, message: string, unexpected = false): Refusal => ({
  error: new SlipwayError(code, message),
  unexpected,
});

/** Fastify's own errors carry `statusCode`. */
function statusCodeOf(thrown: unknown): number | undefined {
  return typeof thrown === 'object' &&
    thrown !== null &&
    'statusCode' in thrown &&
    typeof thrown.statusCode === 'number'
    ? thrown.statusCode
    : undefined;
}

/** The multipart parser's errors have nothing but words. */
const isBrokenUpload = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  (/multipart|Part terminated early|Malformed|Unexpected end of/i.test(thrown.message) ||
    ('code' in thrown && thrown.code === 'ERR_STREAM_PREMATURE_CLOSE'));

const isNoSpace = (thrown: unknown): boolean =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'code' in thrown &&
  (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT');
