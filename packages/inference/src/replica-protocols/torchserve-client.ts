import { InferenceError } from '../inference-error.js';
import type { Tensors } from '../tensors.js';
import { nestedOf, tensorFromNested } from './nested-tensor.js';
import { refusalOf, servedName, type ReplicaProtocol } from './replica-protocol.js';

/**
 * torchserveClient speaks TorchServe with its `json` envelope: `{instances: [...]}` in, `{predictions: [...]}` or the bare list out. An instance is
 * a row: its value where the model has one input, else an object by input; a prediction likewise by output.
 */
export const torchserveClient: ReplicaProtocol = {
  readyPath: '/ping',
  call(feeds) {
    const columns = Object.entries(feeds).map(([name, tensor]) => ({
      name,
      rows: rowsOf(name, nestedOf(name, tensor)),
    }));
    const [only] = columns;
    const instances =
      columns.length === 1
        ? only?.rows
        : only?.rows.map((_, row) => Object.fromEntries(columns.map(({ name, rows }) => [name, rows[row]])));
    return {
      path: `/predictions/${servedName}`,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ instances })),
    };
  },
  read(answer, outputs): Tensors {
    if (answer.status !== 200) throw refusalOf(answer);
    const predictions = predictionsOf(answer.body);
    return Object.fromEntries(
      outputs.map((spec) => {
        const column = predictions.map((one) => (isByName(one) ? one[spec.name] : one));
        return [spec.name, tensorFromNested(spec, column)];
      }),
    );
  },
};

function rowsOf(name: string, nested: unknown): unknown[] {
  if (Array.isArray(nested)) return nested;
  throw new InferenceError('invalid_request', 400, `${name}: TorchServe takes rows, not a scalar`);
}

const isByName = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function predictionsOf(body: Uint8Array): unknown[] {
  try {
    const said: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    const list = isByName(said) ? said.predictions : said;
    if (Array.isArray(list)) return list;
  } catch {
    // Told below, as for JSON that is no list.
  }
  throw new InferenceError('replica_failed', 502, 'the replica did not answer with a list of predictions');
}
