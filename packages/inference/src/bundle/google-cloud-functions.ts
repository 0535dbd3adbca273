import { answerRows } from './answer-rows.js';
import type { BundledModel } from './bundled-model.js';

/** GoogleRequest is what of the Functions Framework's request (Express) is read; it keeps the body as it came beside what it parsed. */
export interface GoogleRequest {
  readonly method: string;
  readonly rawBody?: Buffer;
}

/** GoogleResponse is what of its response is used. */
export interface GoogleResponse {
  status(code: number): GoogleResponse;
  set(headers: Readonly<Record<string, string>>): GoogleResponse;
  send(body: string): unknown;
}

/** googleCloudFunctionsHandler makes an HTTP function of Google Cloud. */
export function googleCloudFunctionsHandler(
  predict: BundledModel,
): (request: GoogleRequest, response: GoogleResponse) => Promise<void> {
  return async ({ method, rawBody }, response) => {
    const { status, headers, body } = await answerRows(predict, method, rawBody?.toString('utf8') ?? '');
    response.status(status).set(headers).send(body);
  };
}
