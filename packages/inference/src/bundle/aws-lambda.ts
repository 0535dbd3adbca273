import { answerRows } from './answer-rows.js';
import type { BundledAnswer, BundledModel } from './bundled-model.js';

/** HttpEvent is what API Gateway (payload 1.0 and 2.0), function URLs and load balancers hand to a Lambda; the fields that are read. */
interface HttpEvent {
  readonly httpMethod?: string;
  readonly requestContext: { readonly http?: { readonly method: string } };
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** LambdaEvent is an HTTP event, or `{"rows": [...]}` by a direct invocation. */
export type LambdaEvent = HttpEvent | { readonly rows: unknown };

/** awsLambdaHandler makes the handler of AWS Lambda. An HTTP event gets an HTTP answer; a direct invocation gets the predictions, or throws what is wrong. */
export function awsLambdaHandler(predict: BundledModel): (event: LambdaEvent) => Promise<HttpResult | BundledAnswer> {
  return async (event) => {
    if (!('requestContext' in event)) return predict(event.rows);
    const sent = event.body ?? '';
    const body = event.isBase64Encoded === true ? Buffer.from(sent, 'base64').toString('utf8') : sent;
    const method = event.requestContext.http?.method ?? event.httpMethod ?? '';
    const { status: statusCode, headers, body: answer } = await answerRows(predict, method, body);
    return { statusCode, headers, body: answer, isBase64Encoded: false };
  };
}
