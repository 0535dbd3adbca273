import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  endTogether,
  errorBody,
  InferenceError,
  modelMetadata,
  modelReadyBody,
  serverLiveBody,
  serverMetadata,
  serverReadyBody,
  toErrorMessage,
  unknownModelText,
} from '@slipway/inference';
import { answerInfer } from './answer-infer.js';
import { ServerMetrics } from './metrics.js';
import { loadServedModel } from './served-model.js';
import type { ServedModel } from './served-model.js';

/** ModelServerOptions say which model a replica serves and where; port 0 takes a free one. */
export interface ModelServerOptions {
  readonly modelPath: string;
  readonly modelName: string;
  readonly modelVersion: string;
  readonly host: string;
  readonly port: number;
  readonly intraOpThreads?: number;
}

interface Answer {
  readonly status: number;
  readonly body: Uint8Array | string;
  readonly headers: Readonly<Record<string, string>>;
}

const modelPath = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/ready|\/infer)?$/;
const drainPollMs = 10;

/** ModelServer serves one model over the Open Inference Protocol. It is alive when it listens and ready when the model is warm. */
export class ModelServer {
  readonly #options: ModelServerOptions;
  readonly #metrics: ServerMetrics;
  readonly #server: Server;
  #model: ServedModel | undefined;
  #draining = false;
  #inFlight = 0;

  constructor(options: ModelServerOptions) {
    this.#options = options;
    this.#metrics = new ServerMetrics(options.modelName, options.modelVersion);
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  /** start listens first, so that liveness answers during a long load, then loads the model. Returns the port. */
  async start(): Promise<number> {
    const { host, port, modelPath: path, intraOpThreads = 1 } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    try {
      this.#model = await loadServedModel(path, intraOpThreads);
    } catch (error) {
      this.#server.close();
      throw error;
    }
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  /**
   * drain says not ready at once, still answers what arrives, and stops when nothing is in flight or after `limitMs`.
   */
  async drain(limitMs: number): Promise<void> {
    this.#draining = true;
    const untilMs = performance.now() + limitMs;
    while (this.#inFlight > 0 && performance.now() < untilMs) await sleep(drainPollMs);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    await this.#model?.runner.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#inFlight += 1;
    try {
      const { status, body, headers } = await this.#answer(request).catch(failure);
      // What is left of a refused body is not read: the connection cannot be used again.
      const close = this.#draining || !request.complete;
      const length = { 'content-length': Buffer.byteLength(body) };
      // Whoever hung up in the middle of a body, or before a run, gets no answer: `close` is over and does not come again.
      if (response.destroyed) return;
      response.writeHead(status, { ...headers, ...length, ...(close && { connection: 'close' }) });
      await new Promise<void>((resolve) => {
        endTogether(response.once('close', resolve), body);
      });
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const [, name, version, act] = modelPath.exec(path) ?? [];
    if (act === '/infer') return this.#infer(request, this.#known(name, version));
    const body = name === undefined ? await this.#serverBody(path) : this.#modelBody(name, version, act);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw wrongVerb();
    return body;
  }

  async #serverBody(path: string): Promise<Answer> {
    if (path === '/v2/health/live') return json(200, serverLiveBody);
    if (path === '/v2/health/ready') return this.#ready() ? json(200, serverReadyBody) : failure(this.#notReady());
    if (path === '/v2' || path === '/v2/') return json(200, serverMetadata('slipway', this.#options.modelVersion));
    if (path !== '/metrics') throw new InferenceError('not_found', 404, 'Not Found');
    const { body, contentType } = await this.#metrics.text();
    return { status: 200, body, headers: { 'content-type': contentType } };
  }

  #modelBody(name: string, version: string | undefined, act: string | undefined): Answer {
    const { modelName, modelVersion } = this.#options;
    const model = this.#known(name, version);
    if (act !== '/ready') return json(200, modelMetadata(modelName, [modelVersion], model));
    return this.#ready() ? json(200, modelReadyBody(modelName)) : failure(this.#notReady());
  }

  async #infer(request: IncomingMessage, model: ServedModel): Promise<Answer> {
    if (request.method !== 'POST') throw wrongVerb();
    const { modelName, modelVersion } = this.#options;
    return { status: 200, ...(await answerInfer(request, model, { modelName, modelVersion }, this.#metrics)) };
  }

  #known(name: string | undefined, version: string | undefined): ServedModel {
    const { modelName, modelVersion } = this.#options;
    const [asked, askedVersion] = [decoded(name ?? ''), version === undefined ? modelVersion : decoded(version)];
    if (asked !== modelName || askedVersion !== modelVersion) {
      throw new InferenceError('unknown_model', 404, unknownModelText(asked.slice(0, 256), version?.slice(0, 256)));
    }
    if (!this.#model) throw this.#notReady();
    return this.#model;
  }

  #ready(): boolean {
    return this.#model !== undefined && !this.#draining;
  }

  #notReady(): InferenceError {
    return new InferenceError('not_ready', 503, this.#draining ? 'the server is stopping' : 'the model is loading');
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InferenceError('invalid_path', 400, 'the path is not valid');
  }
}

function wrongVerb(): InferenceError {
  return new InferenceError('method_not_allowed', 405, 'Method Not Allowed');
}

function failure(error: unknown): Answer {
  const message = toErrorMessage(error);
  const encodings = { 'accept-encoding': 'gzip, deflate' };
  return json(message.status, errorBody(message), message.code === 'unsupported_encoding' ? encodings : {});
}

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}
