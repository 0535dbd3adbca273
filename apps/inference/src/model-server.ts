import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  asksForReadyOnly,
  compressInferBody,
  encodeInferResponse,
  endTogether,
  errorBody,
  InferenceError,
  inferHeaderName,
  modelReadyBody,
  parseInferHeader,
  readInferBody,
  serverLiveBody,
  serverMetadata,
  serverReadyBody,
  toErrorMessage,
} from '@slipway/inference';
import { answerInfer } from './answer-infer.js';
import type { GrpcServer } from './grpc-server.js';
import { ModelHost } from './model-host.js';
import type { HostOptions } from './model-host.js';
import type { ServedModel } from './served-model.js';

/** ModelServerOptions say which model a replica serves and where; port 0 takes a free one, gRPC is spoken only on a port that is given. */
export interface ModelServerOptions extends HostOptions {
  readonly host: string;
  readonly port: number;
  readonly grpcPort: number | null;
}

interface Answer {
  readonly status: number;
  readonly body: Uint8Array | string;
  readonly headers: Readonly<Record<string, string>>;
}

const modelPath = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/ready|\/infer)?$/;
const indexPath = '/v2/repository/index';
const readPaths: ReadonlySet<string> = new Set(['/v2', '/v2/', '/v2/health/live', '/v2/health/ready', '/metrics']);

/** ModelServer serves one model over the Open Inference Protocol. It is alive when it listens and ready when the model is warm. */
export class ModelServer {
  readonly #options: ModelServerOptions;
  readonly #host: ModelHost;
  readonly #server: Server;
  #grpc: GrpcServer | undefined;

  constructor(options: ModelServerOptions) {
    this.#options = options;
    this.#host = new ModelHost(options);
    this.#server = createServer((request, response) => void this.#host.during(() => this.#handle(request, response)));
  }

  /** start listens first, so that liveness answers during a long load, then loads the model. Returns the ports. */
  async start(): Promise<{ readonly port: number; readonly grpcPort: number | null }> {
    const { host, port, grpcPort } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    try {
      if (grpcPort !== null) {
        const { startGrpcServer } = await import('./grpc-server.js');
        this.#grpc = await startGrpcServer(this.#host, { host, port: grpcPort });
      }
      await this.#host.load();
    } catch (error) {
      this.#server.close();
      await this.#grpc?.stop();
      throw error;
    }
    const address = this.#server.address();
    return {
      port: typeof address === 'object' && address ? address.port : port,
      grpcPort: this.#grpc?.port ?? null,
    };
  }

  /**
   * drain says not ready at once, still answers what arrives, and stops when nothing is in flight or after `limitMs`.
   */
  async drain(limitMs: number): Promise<void> {
    await this.#host.drain(limitMs);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await Promise.all([closed, this.#grpc?.stop()]);
    await this.#host.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, headers } = await this.#answer(request).catch(failure);
    // What is left of a refused body is not read: the connection cannot be used again.
    const close = this.#host.isDraining || !request.complete;
    const length = { 'content-length': Buffer.byteLength(body) };
    // Whoever hung up in the middle of a body, or before a run, gets no answer: `close` is over and does not come again.
    if (response.destroyed) return;
    response.writeHead(status, { ...headers, ...length, ...(close && { connection: 'close' }) });
    await new Promise<void>((resolve) => {
      endTogether(response.once('close', resolve), body);
    });
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const [, segment, version, act] = modelPath.exec(path) ?? [];
    const name = segment === undefined ? undefined : decoded(segment);
    const named = version === undefined ? undefined : decoded(version);
    if (name === undefined && path !== indexPath && !readPaths.has(path))
      throw new InferenceError('not_found', 404, 'Not Found');
    requireMethod(request, act === '/infer' || path === indexPath ? ['POST'] : ['GET', 'HEAD']);
    if (name === undefined) return this.#serverBody(path, request);
    if (act === '/infer') return this.#infer(request, this.#host.known(name, named));
    if (act !== '/ready') return json(200, this.#host.metadata(name, named));
    this.#host.known(name, named);
    return this.#host.isReady ? json(200, modelReadyBody(name)) : failure(this.#host.notReady());
  }

  async #serverBody(path: string, request: IncomingMessage): Promise<Answer> {
    if (path === '/v2/health/live') return json(200, serverLiveBody);
    if (path === '/v2/health/ready')
      return this.#host.isReady ? json(200, serverReadyBody) : failure(this.#host.notReady());
    if (path === '/v2' || path === '/v2/') return json(200, serverMetadata('slipway', this.#host.name.modelVersion));
    if (path === indexPath)
      return json(200, this.#host.index(asksForReadyOnly(await readInferBody(request, request.headers))));
    const { body, contentType } = await this.#host.metrics.text();
    return { status: 200, body, headers: { 'content-type': contentType } };
  }

  async #infer(request: IncomingMessage, model: ServedModel): Promise<Answer> {
    const encoded = await answerInfer(this.#host, model, {
      read: async () => {
        const body = await readInferBody(request, request.headers);
        return { body, headerBytes: parseInferHeader(headerText(request), body.byteLength) };
      },
      write: (reply, outputs, requested) =>
        compressInferBody(encodeInferResponse(reply, outputs, requested), request.headers['accept-encoding']),
    });
    return { status: 200, ...encoded };
  }
}

function headerText(request: IncomingMessage): string | undefined {
  const value = request.headers[inferHeaderName];
  return Array.isArray(value) ? value.join(',') : value;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InferenceError('invalid_path', 400, 'the path is not valid');
  }
}

class WrongVerb extends InferenceError {
  constructor(readonly allow: string) {
    super('method_not_allowed', 405, `Use ${allow}`);
  }
}

function requireMethod({ method = '' }: IncomingMessage, methods: readonly string[]): void {
  if (!methods.includes(method)) throw new WrongVerb(methods.join(', '));
}

function failure(error: unknown): Answer {
  const message = toErrorMessage(error);
  const headers = {
    ...(message.code === 'unsupported_encoding' && { 'accept-encoding': 'gzip, deflate' }),
    ...(error instanceof WrongVerb && { allow: error.allow }),
  };
  return json(message.status, errorBody(message), headers);
}

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}
