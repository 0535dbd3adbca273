import { readFile } from 'node:fs/promises';
import { toErrorMessage } from './inference-error.js';
import type { ErrorMessage } from './inference-error.js';
import { readOnnxFacts } from './onnx-facts.js';
import type { OnnxFacts } from './onnx-facts.js';
import { schemaFromModel } from './schema-from-model.js';
import { loadSession, prepareRuntime } from './session.js';
import type { VersionSchema } from './version-schema.js';
import { warmUp } from './warm-up.js';
import type { WarmUp } from './warm-up.js';

/** Inspection is what a throw-away child found out about a model file. */
export interface Inspection {
  readonly facts: OnnxFacts;
  readonly schema: VersionSchema;
  readonly warmup: WarmUp & {
    readonly loadMs: number;
    /** Resident memory that loading and the runs added to the child's. */
    readonly memoryBytes: number;
  };
}

/** InspectRequest is the one message that the child receives. */
export interface InspectRequest {
  readonly path: string;
  readonly declared: unknown;
}

/** InspectReply is the one message that the child sends before it exits. */
export type InspectReply = { readonly inspection: Inspection } | { readonly error: ErrorMessage };

async function inspect({ path, declared }: InspectRequest): Promise<Inspection> {
  const bytes = await readFile(path);
  const facts = readOnnxFacts(bytes);
  const schema = schemaFromModel(facts, declared);
  await prepareRuntime();
  const bytesBefore = process.memoryUsage.rss();
  const startedMs = performance.now();
  const session = await loadSession(bytes);
  const loadMs = performance.now() - startedMs;
  const runs = await warmUp(session, facts.inputs);
  const memoryBytes = Math.max(0, process.memoryUsage.rss() - bytesBefore);
  return { facts, schema, warmup: { ...runs, loadMs, memoryBytes } };
}

process.once('message', (request: InspectRequest) => {
  void inspect(request)
    .then(
      (inspection): InspectReply => ({ inspection }),
      (error: unknown): InspectReply => ({ error: toErrorMessage(error) }),
    )
    .then((reply) => process.send?.(reply, () => process.exit(0)));
});
process.once('disconnect', () => process.exit(0));
