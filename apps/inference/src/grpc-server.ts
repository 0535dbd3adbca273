import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import { inferBodyOf, inferMessageOf, serverMetadata, toErrorMessage } from '@slipway/inference';
import type { InferRequestMessage } from '@slipway/inference';
import { grpcStatusOf, inferenceService } from '@slipway/inference/grpc-service';
import { answerInfer } from './answer-infer.js';
import type { ModelHost } from './model-host.js';

const mostMessageBytes = 64 * 1_024 * 1_024;
const lastAnswersMs = 1_000;

/** GrpcServer is the replica over gRPC. */
export interface GrpcServer {
  readonly port: number;
  /** Ends within a second: what is under way was waited for before. */
  stop(): Promise<void>;
}

/** startGrpcServer answers the Open Inference Protocol over gRPC by the same rules as over HTTP; port 0 takes a free one. */
export async function startGrpcServer(host: ModelHost, at: { host: string; port: number }): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': mostMessageBytes,
    'grpc.max_send_message_length': -1,
  });
  server.addService(inferenceService, handlers(host));
  const address = `${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}`;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      const limit = setTimeout(() => server.forceShutdown(), lastAnswersMs);
      server.tryShutdown(() => {
        clearTimeout(limit);
        resolve();
      });
    });
  return { port, stop };
}

interface Named {
  readonly name: string;
  readonly version: string;
}

function handlers(host: ModelHost): UntypedServiceImplementation {
  const unary =
    <Request>(work: (request: Request) => object | Promise<object>) =>
    ({ request }: ServerUnaryCall<Request, object>, answer: sendUnaryData<object>): void => {
      host
        .during(async () => work(request))
        .then(
          (reply) => answer(null, reply),
          (thrown: unknown) => {
            const error = toErrorMessage(thrown);
            answer({ code: grpcStatusOf(error), details: error.message });
          },
        );
    };
  return {
    ServerLive: unary(() => ({ live: true })),
    ServerReady: unary(() => ({ ready: host.isReady })),
    ServerMetadata: unary(() => serverMetadata('slipway', host.name.modelVersion)),
    ModelReady: unary(({ name, version }: Named) => {
      host.known(name, given(version));
      return { ready: host.isReady };
    }),
    ModelMetadata: unary(({ name, version }: Named) => host.metadata(name, given(version))),
    RepositoryIndex: unary(({ ready }: { ready: boolean }) => ({ models: host.index(ready) })),
    ModelInfer: unary((request: InferRequestMessage) => {
      const model = host.known(request.model_name, given(request.model_version));
      return answerInfer(host, model, { read: async () => inferBodyOf(request), write: inferMessageOf });
    }),
  };
}

const given = (version: string): string | undefined => (version === '' ? undefined : version);
