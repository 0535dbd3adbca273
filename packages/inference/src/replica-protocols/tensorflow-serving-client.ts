import { InferenceError } from '../inference-error.js';
import type { Tensors } from '../tensors.js';
import { nestedOf, tensorFromNested } from './nested-tensor.js';
import { jsonOf, refusalOf, servedName, type ReplicaProtocol } from './replica-protocol.js';

/** tensorflowServingClient speaks TensorFlow Serving's REST API in its columnar form: `{inputs: {name: nested}}` in, `{outputs}` out. */
export const tensorflowServingClient: ReplicaProtocol = {
  readyPath: `/v1/models/${servedName}`,
  call(feeds) {
    const inputs = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, nestedOf(name, tensor)]));
    return {
      path: `/v1/models/${servedName}:predict`,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ inputs })),
    };
  },
  read(answer, outputs): Tensors {
    if (answer.status !== 200) throw refusalOf(answer);
    const { outputs: given } = jsonOf(answer.body);
    // One output comes bare, several come by name.
    const [only] = outputs;
    const named =
      outputs.length === 1 && only !== undefined && !hasName(given, only.name) ? { [only.name]: given } : given;
    return Object.fromEntries(
      outputs.map((spec) => {
        if (!hasName(named, spec.name))
          throw new InferenceError('replica_failed', 502, `the replica gave no output ${spec.name}`);
        return [spec.name, tensorFromNested(spec, (named as Record<string, unknown>)[spec.name])];
      }),
    );
  },
};

const hasName = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name);
