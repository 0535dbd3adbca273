import { createServer, type Server as SocketServer } from 'node:net';
import {
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { errorText, type Credential } from '@slipway/core';
import { serverMetadata, type InferRequestMessage } from '@slipway/inference';
import { grpcStatusOf, inferenceService } from '@slipway/inference/grpc-service';
import { asDataPlaneError, DataPlaneError } from './data-plane-error.js';
import { gatewayVersion, type GatewayDeps } from './gateway-server.js';
import { servedHeaders } from './http-exchange.js';
import { requireScope } from './rights.js';
import { inferMessage, modelState, visibleModels } from './open-inference.js';

const MOST_MESSAGE_BYTES = 64 * 1_024 * 1_024;
const DRAIN_MS = 8_000;
const LONGEST_WAIT_MS = 86_400_000;

/** GrpcServer is the data plane over gRPC: accepts connections on `sockets`, ends by `stop`. */
export interface GrpcServer {
  sockets: SocketServer;
  stop(): Promise<void>;
}

/** createGrpcServer answers the Open Inference Protocol over gRPC with the same rules, counts and words as over HTTP. */
export function createGrpcServer(deps: GatewayDeps): GrpcServer {
  const server = new Server({
    'grpc.max_receive_message_length': MOST_MESSAGE_BYTES,
    'grpc.max_send_message_length': -1,
  });
  server.addService(inferenceService, handlers(deps));
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    injector.injectConnection(socket);
  });
  return {
    sockets,
    stop: async () => {
      const closed = new Promise<void>((resolve) => void sockets.close(() => resolve()));
      injector.drain(DRAIN_MS);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      injector.destroy();
      await closed;
    },
  };
}

type Call<Request> = ServerUnaryCall<Request, unknown>;

interface Named {
  name: string;
  version: string;
}

function handlers(deps: GatewayDeps): UntypedServiceImplementation {
  const { plane } = deps;
  const unary =
    <Request>(name: string, work: (call: Call<Request>) => Promise<unknown>) =>
    (call: Call<Request>, answer: sendUnaryData<unknown>): void => {
      const fromMs = performance.now();
      const answered = (httpStatus: number): void =>
        deps.metrics.answered(`grpc ${name}`, httpStatus, (performance.now() - fromMs) / 1_000);
      work(call).then(
        (reply) => {
          answer(null, reply);
          answered(200);
        },
        (thrown: unknown) => {
          const error = asDataPlaneError(thrown);
          if (error.code === 'internal')
            deps.log.error('request failed', { path: `grpc ${name}`, error: errorText(thrown) });
          answer(refusal(error));
          answered(error.status);
        },
      );
    };
  return {
    ServerLive: unary('ServerLive', async () => ({ live: true })),
    ServerReady: unary('ServerReady', async () => ({ ready: !deps.isDraining() && plane.routes.isLoaded })),
    ServerMetadata: unary('ServerMetadata', async (call) => {
      requireScope(await callerOf(deps, call), 'predict');
      return serverMetadata('slipway', gatewayVersion);
    }),
    ModelReady: unary<Named>('ModelReady', async (call) => ({
      ready: modelState(plane, await askedBy(deps, call, call.request)).isReady,
    })),
    ModelMetadata: unary<Named>(
      'ModelMetadata',
      async (call) => modelState(plane, await askedBy(deps, call, call.request)).metadata,
    ),
    RepositoryIndex: unary<{ ready: boolean }>('RepositoryIndex', async (call) => ({
      models: visibleModels(plane, requireScope(await callerOf(deps, call), 'predict'), call.request.ready),
    })),
    ModelInfer: unary<InferRequestMessage>('ModelInfer', async (call) => {
      const { request } = call;
      const named = { name: request.model_name, version: request.model_version };
      const { served, ...predicted } = await inferMessage(plane, await askedBy(deps, call, named), request, {
        key: textOf(call, 'x-slipway-key') ?? null,
        at: textOf(call, 'x-slipway-at'),
        timeout: textOf(call, 'x-slipway-timeout-ms') ?? timeoutOf(call, plane.now()),
        header: (name) => textOf(call, name),
        whenGone: (act) => void call.once('cancelled', act),
      });
      const trailers = new Metadata();
      for (const [name, value] of Object.entries(servedHeaders(predicted, served))) trailers.set(name, value);
      call.sendMetadata(trailers);
      return predicted.reply;
    }),
  };
}

async function askedBy(deps: GatewayDeps, call: Call<unknown>, { name, version }: Named) {
  if (version !== '' && !/^[0-9]{1,9}$/.test(version))
    throw new DataPlaneError(400, 'invalid_request', `The version ${version.slice(0, 50)} is not a number.`);
  const credential = await callerOf(deps, call);
  return { endpoint: name, version: version === '' ? null : Number(version), credential };
}

async function callerOf({ authenticator }: GatewayDeps, call: Call<unknown>): Promise<Credential | null> {
  try {
    return await authenticator.authenticate(textOf(call, 'authorization'));
  } catch {
    throw new DataPlaneError(503, 'unavailable', 'The token cannot be checked right now.');
  }
}

const textOf = (call: Call<unknown>, name: string): string | undefined => {
  const [value] = call.metadata.get(name);
  return typeof value === 'string' ? value : undefined;
};

/** A gRPC call may carry a deadline of its own; one of a day or more is none. */
function timeoutOf(call: Call<unknown>, now: Date): string | undefined {
  const leftMs = Number(call.getDeadline()) - now.getTime();
  return leftMs < LONGEST_WAIT_MS ? String(Math.max(1, Math.ceil(leftMs))) : undefined;
}

/** The code of the error goes along in the trailer `x-slipway-code`, because gRPC's own are few. */
function refusal(error: DataPlaneError) {
  const metadata = new Metadata();
  metadata.set('x-slipway-code', error.code);
  for (const [header, value] of Object.entries(error.headers)) metadata.set(header, value);
  return { code: grpcStatusOf(error), details: error.message, metadata };
}
