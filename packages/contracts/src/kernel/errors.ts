import { z } from 'zod';

/**
 * errorRegistry holds every stable error code with its HTTP status and title.
 * A code is part of the public surface: add codes, never rename them.
 */
export const errorRegistry = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Sign in or send a token' },
  sign_in_failed: { status: 401, title: 'Sign-in failed' },
  forbidden: { status: 403, title: 'Not allowed' },
  origin_refused: { status: 403, title: 'The request came from another site' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'The state does not allow this' },
  already_exists: { status: 409, title: 'The name is taken' },
  in_use: { status: 409, title: 'Still in use' },
  rollout_active: { status: 409, title: 'A rollout is already active on this endpoint' },
  approval_required: { status: 409, title: 'Somebody else must approve this first' },
  frozen: { status: 409, title: 'Rollouts are frozen now' },
  request_in_progress: { status: 409, title: 'The same request is still running' },
  changed_meanwhile: { status: 412, title: 'Changed by somebody else meanwhile' },
  too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported content type' },
  host_refused: { status: 421, title: 'This host name is not configured' },
  digest_mismatch: { status: 422, title: 'The bytes do not match the digest' },
  blob_missing: { status: 422, title: 'A named file was never uploaded' },
  not_onnx: { status: 422, title: 'Not an ONNX model' },
  model_not_loadable: { status: 422, title: 'ONNX Runtime cannot load the model' },
  model_crashed: { status: 422, title: 'The model crashed its test process' },
  model_timeout: { status: 422, title: 'The model did not finish in time' },
  external_data_refused: { status: 422, title: 'The model refers to data outside its file' },
  unsupported_output: { status: 422, title: 'The model has an output that cannot be served' },
  unsupported_format: { status: 422, title: 'The file format cannot be read' },
  dataset_invalid: { status: 422, title: 'The dataset cannot be read' },
  schema_mismatch: { status: 422, title: 'The columns do not fit the model' },
  schema_incompatible: { status: 422, title: 'The candidate does not accept the inputs of this endpoint' },
  idempotency_mismatch: { status: 422, title: 'The idempotency key was used for another request' },
  outbound_refused: { status: 422, title: 'The address may not be called' },
  gate_refused: { status: 422, title: 'A gate refused' },
  signature_invalid: { status: 422, title: 'The signature does not hold' },
  signature_required: { status: 422, title: 'Only signed versions may be served' },
  image_unknown: { status: 422, title: 'The operator has not listed this image' },
  trainer_failed: { status: 422, title: 'The trainer failed' },
  trainer_unknown: { status: 422, title: 'The operator has not listed this trainer' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something failed on our side' },
  upstream_failed: { status: 502, title: 'A part that this needs did not answer' },
  unavailable: { status: 503, title: 'Not available right now' },
  storage_full: { status: 507, title: 'The storage is full' },
} as const satisfies Record<string, { status: number; title: string }>;

/** ErrorCode is one stable code of the registry. */
export type ErrorCode = keyof typeof errorRegistry;

/** FieldError points at one wrong field: a dotted path such as `rows[3].distance` and what is wrong with it. */
export const FieldError = z.object({ path: z.string(), message: z.string() });
export type FieldError = z.infer<typeof FieldError>;

/** Problem is the RFC 9457 body of every error answer. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(FieldError).optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;
