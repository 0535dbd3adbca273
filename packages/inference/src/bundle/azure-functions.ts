import { answerRows, type PlainAnswer } from './answer-rows.js';
import type { BundledModel } from './bundled-model.js';

/** AzureRequest is what of an `HttpRequest` of Azure Functions (Node.js model 4) is read. */
export interface AzureRequest {
  readonly method: string;
  text(): Promise<string>;
}

/** azureFunctionsHandler makes the handler of an HTTP trigger of Azure Functions; its answer is an `HttpResponseInit`. */
export function azureFunctionsHandler(predict: BundledModel): (request: AzureRequest) => Promise<PlainAnswer> {
  return async (request) => answerRows(predict, request.method, await request.text());
}
