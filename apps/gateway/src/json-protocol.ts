import type { ExternalTarget } from '@slipway/contracts';
import {
  InferenceError,
  jsonOf,
  refusalOf,
  tensorFromNested,
  type ReplicaProtocol,
  type Tensors,
  type TensorSpec,
  type VersionSchema,
} from '@slipway/inference';
import { rowsOfFeeds } from './row-source.js';

type Mapping = Pick<ExternalTarget, 'protocol' | 'request' | 'response'>;

/** What the body is unless the target says otherwise: Vertex AI and TensorFlow in SageMaker both know instances and predictions. */
const defaultRequests: Readonly<Partial<Record<ExternalTarget['protocol'], unknown>>> = {
  json: { rows: '{{rows}}' },
  vertex: { instances: '{{rows}}' },
  sagemaker: { instances: '{{values}}' },
};

/**
 * jsonProtocol speaks plain JSON by a target's mapping: `"{{rows}}"` in the request becomes objects by feature, `"{{values}}"` lists in the order of
 * the features; each output is read at its pointer, where `*` stands for each element of a list. Outputs without a pointer are looked for in
 * `/predictions`: bare when the version has one output, else by name.
 */
export function jsonProtocol(schema: VersionSchema, { protocol, request, response }: Mapping): ReplicaProtocol {
  const template = request ?? defaultRequests[protocol];
  const isAlone = schema.tensorOutputs.length === 1;
  return {
    readyPath: '/',
    call(feeds) {
      const source = rowsOfFeeds(schema, feeds);
      if (source === null) throw new InferenceError('invalid_request', 400, 'this target takes rows only');
      const rows = Array.from({ length: Object.values(feeds)[0]?.shape[0] ?? 0 }, (_, row) => source.row(row));
      const values = rows.map((row) => schema.features.map(({ name }) => row[name]));
      const body = JSON.stringify(fill(template, { '{{rows}}': rows, '{{values}}': values }));
      return { path: '', headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
    },
    read(answer, outputs): Tensors {
      if (answer.status !== 200) throw refusalOf(answer);
      const said = jsonOf(answer.body);
      return Object.fromEntries(
        outputs.map((spec) => {
          const pointer = response[spec.name] ?? (isAlone ? '/predictions/*' : `/predictions/*/${escaped(spec.name)}`);
          return [spec.name, tensorFromNested(spec, asColumn(spec, pick(said, pointer, spec.name)))];
        }),
      );
    },
  };
}

/** A place holder stands for itself only where it is the whole text. */
function fill(template: unknown, held: Readonly<Record<string, unknown>>): unknown {
  if (typeof template === 'string') return Object.hasOwn(held, template) ? held[template] : template;
  if (Array.isArray(template)) return template.map((part) => fill(part, held));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, fill(part, held)]));
}

function pick(value: unknown, pointer: string, output: string): unknown {
  const [part, ...rest] = pointer.split('/').slice(1);
  if (part === undefined) return value;
  const below = rest.map((one) => `/${one}`).join('');
  if (part === '*' && Array.isArray(value)) return value.map((one) => pick(one, below, output));
  const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, key))
    return pick((value as Record<string, unknown>)[key], below, output);
  throw new InferenceError('replica_failed', 502, `the answer holds nothing for ${output} at ${pointer}`);
}

/** Services often say one number a row where the model has a column of one. */
function asColumn({ shape }: TensorSpec, value: unknown): unknown {
  if (shape.length !== 2 || !Array.isArray(value) || value.length === 0 || Array.isArray(value[0])) return value;
  return value.map((one: unknown) => [one]);
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
