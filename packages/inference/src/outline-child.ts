import { readFile } from 'node:fs/promises';
import { toErrorMessage } from './inference-error.js';
import type { ErrorMessage } from './inference-error.js';
import { readOnnxOutline } from './onnx-outline.js';
import type { OnnxOutline } from './onnx-outline.js';

/** OutlineRequest is the one message that the child receives. */
export interface OutlineRequest {
  readonly path: string;
}

/** OutlineReply is the one message that the child sends before it exits. */
export type OutlineReply = { readonly outline: OnnxOutline } | { readonly error: ErrorMessage };

process.once('message', ({ path }: OutlineRequest) => {
  void readFile(path)
    .then((bytes): OutlineReply => ({ outline: readOnnxOutline(bytes) }))
    .catch((error: unknown): OutlineReply => ({ error: toErrorMessage(error) }))
    .then((reply) => process.send?.(reply, () => process.exit(0)));
});
process.once('disconnect', () => process.exit(0));
