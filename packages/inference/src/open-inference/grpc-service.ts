import { status } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import type { ErrorMessage } from '../inference-error.js';

interface Field {
  type: string;
  id: number;
  rule?: 'repeated';
  keyType?: string;
}

const field = (type: string, id: number) => ({ type, id });
const list = (type: string, id: number) => ({ rule: 'repeated' as const, type, id });
const message = <More extends object>(fields: Record<string, Field>, more?: More) => ({ fields, ...more });
const parameters = { keyType: 'string', type: 'InferParameter' };
const named = { name: field('string', 1), version: field('string', 2) };
const call = (name: string) => ({ requestType: `${name}Request`, responseType: `${name}Response`, comment: '' });

const inferTensor = message({
  name: field('string', 1),
  datatype: field('string', 2),
  shape: list('int64', 3),
  parameters: { ...parameters, id: 4 },
  contents: field('InferTensorContents', 5),
});

/** The messages of the Open Inference Protocol's gRPC form, by its published field numbers, and Triton's repository index. */
const inference = {
  ServerLiveRequest: message({}),
  ServerLiveResponse: message({ live: field('bool', 1) }),
  ServerReadyRequest: message({}),
  ServerReadyResponse: message({ ready: field('bool', 1) }),
  ModelReadyRequest: message(named),
  ModelReadyResponse: message({ ready: field('bool', 1) }),
  ServerMetadataRequest: message({}),
  ServerMetadataResponse: message({ ...named, extensions: list('string', 3) }),
  ModelMetadataRequest: message(named),
  TensorMetadata: message({ name: field('string', 1), datatype: field('string', 2), shape: list('int64', 3) }),
  ModelMetadataResponse: message({
    name: field('string', 1),
    versions: list('string', 2),
    platform: field('string', 3),
    inputs: list('TensorMetadata', 4),
    outputs: list('TensorMetadata', 5),
    properties: { keyType: 'string', type: 'string', id: 6 },
  }),
  InferParameter: message(
    {
      bool_param: field('bool', 1),
      int64_param: field('int64', 2),
      string_param: field('string', 3),
      double_param: field('double', 4),
      uint64_param: field('uint64', 5),
    },
    {
      oneofs: {
        parameter_choice: { oneof: ['bool_param', 'int64_param', 'string_param', 'double_param', 'uint64_param'] },
      },
    },
  ),
  InferTensorContents: message({
    bool_contents: list('bool', 1),
    int_contents: list('int32', 2),
    int64_contents: list('int64', 3),
    uint_contents: list('uint32', 4),
    uint64_contents: list('uint64', 5),
    fp32_contents: list('float', 6),
    fp64_contents: list('double', 7),
    bytes_contents: list('bytes', 8),
  }),
  InferInputTensor: inferTensor,
  InferOutputTensor: inferTensor,
  InferRequestedOutputTensor: message({ name: field('string', 1), parameters: { ...parameters, id: 2 } }),
  ModelInferRequest: message({
    model_name: field('string', 1),
    model_version: field('string', 2),
    id: field('string', 3),
    parameters: { ...parameters, id: 4 },
    inputs: list('InferInputTensor', 5),
    outputs: list('InferRequestedOutputTensor', 6),
    raw_input_contents: list('bytes', 7),
  }),
  ModelInferResponse: message({
    model_name: field('string', 1),
    model_version: field('string', 2),
    id: field('string', 3),
    parameters: { ...parameters, id: 4 },
    outputs: list('InferOutputTensor', 5),
    raw_output_contents: list('bytes', 6),
  }),
  RepositoryIndexRequest: message({ repository_name: field('string', 1), ready: field('bool', 2) }),
  ModelIndex: message({ ...named, state: field('string', 3), reason: field('string', 4) }),
  RepositoryIndexResponse: message({ models: list('ModelIndex', 1) }),
  GRPCInferenceService: {
    methods: Object.fromEntries(
      [
        'ServerLive',
        'ServerReady',
        'ModelReady',
        'ServerMetadata',
        'ModelMetadata',
        'ModelInfer',
        'RepositoryIndex',
      ].map((name) => [name, call(name)]),
    ),
  },
};

const options = { keepCase: true, longs: String, defaults: true, arrays: true, objects: true };

/** inferenceService is the definition of `inference.GRPCInferenceService` that a server and a client need. */
export const inferenceService = fromJSON({ nested: { inference: { nested: inference } } }, options)[
  'inference.GRPCInferenceService'
] as never;

const codes: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  413: status.RESOURCE_EXHAUSTED,
  422: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  501: status.UNIMPLEMENTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

/** grpcStatusOf is the gRPC status that tells a client what an HTTP status would; an endpoint at its limit of runs is RESOURCE_EXHAUSTED. */
export function grpcStatusOf({ code, status: httpStatus }: Pick<ErrorMessage, 'code' | 'status'>): status {
  return code === 'overloaded' ? status.RESOURCE_EXHAUSTED : (codes[httpStatus] ?? status.INTERNAL);
}
