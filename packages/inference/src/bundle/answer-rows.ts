import { InferenceError, toErrorMessage } from '../inference-error.js';
import type { BundledModel } from './bundled-model.js';

/** PlainAnswer is an HTTP answer before a cloud gives it its own form; the body is JSON. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * answerRows answers `POST {"rows": [{...}]}`. What is refused becomes problem+json (RFC 9457) with the gateway's codes and the wrong fields; what
 * fails on our side tells nothing of our insides.
 */
export async function answerRows(predict: BundledModel, method: string, body: string): Promise<PlainAnswer> {
  try {
    if (method !== 'POST') throw new InferenceError('method_not_allowed', 405, 'predictions are asked for by POST');
    return json(200, 'application/json', await predict(rowsOf(body)));
  } catch (error) {
    const { status, code, message, errors } = toErrorMessage(error);
    const detail = error instanceof InferenceError ? message : 'the prediction failed on our side';
    const problem = {
      type: `urn:slipway:error:${code}`,
      title: detail,
      status,
      detail,
      code,
      ...(errors && { errors }),
    };
    return json(status, 'application/problem+json', problem);
  }
}

function rowsOf(body: string): unknown {
  const sent = parsed(body);
  if (typeof sent === 'object' && sent !== null && 'rows' in sent) return sent.rows;
  throw new InferenceError('invalid_request', 400, 'the body is not {"rows": [{...}]}', [
    { path: 'rows', message: 'is missing' },
  ]);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InferenceError('invalid_request', 400, 'the body is not JSON');
  }
}

const json = (status: number, type: string, value: unknown): PlainAnswer => ({
  status,
  headers: { 'content-type': type },
  body: JSON.stringify(value),
});
