import type { ErrorMessage } from '../inference-error.js';
import type { ModelTensors } from './infer-request.js';

/** serverMetadata is the body of GET /v2. */
export function serverMetadata(name: string, version: string, extensions: readonly string[] = ['binary_tensor_data']) {
  return { name, version, extensions };
}

/** modelMetadata is the body of GET /v2/models/{m}: Triton's platform name, -1 for an open dimension. */
export function modelMetadata(name: string, versions: readonly string[], model: ModelTensors) {
  return { name, versions, platform: 'onnxruntime_onnx', inputs: model.inputs, outputs: model.tensorOutputs };
}

/** serverLiveBody is the body of GET /v2/health/live; KServe's client reads `live`, others only the status. */
export const serverLiveBody = { live: true } as const;

/** serverReadyBody is the body of GET /v2/health/ready when all models are ready. */
export const serverReadyBody = { ready: true, live: true } as const;

/** modelReadyBody is the body of GET /v2/models/{m}/ready. */
export function modelReadyBody(name: string) {
  return { name, ready: true } as const;
}

/** errorBody is the protocol's body of every failure; the fields that are wrong come beside the text that clients show. */
export function errorBody({ message, code, errors }: Pick<ErrorMessage, 'message' | 'code' | 'errors'>) {
  return { error: message, code, ...(errors && errors.length > 0 ? { errors } : {}) };
}

/** unknownModelText is the text that clients look for when a model, or a version of it, does not exist. */
export function unknownModelText(name: string, version?: string): string {
  const of = version === undefined ? '' : ` version ${version}`;
  return `Request for unknown model: '${name}'${of} is not found`;
}
