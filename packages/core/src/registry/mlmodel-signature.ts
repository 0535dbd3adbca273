import type { VersionSchema } from '@slipway/contracts';
import { schemaMetadataKey, schemaOfTensors, type Datatype, type TensorSpec } from '@slipway/inference';
import { parse } from 'yaml';
import { z } from 'zod';
import type { InspectedModel } from './read-model-file.js';

/** MLMODEL is the file at the root of a logged model in which MLflow says what the model is. */
export const MLMODEL = 'MLmodel';

const MAX_COLUMNS = 10_000;
const MAX_PARAMS = 1_000;

/** MLflow's column types; what is not here (array, object, map, binary) is one tensor a row. */
const COLUMN_TYPES: Readonly<Record<string, Datatype>> = {
  boolean: 'BOOL',
  integer: 'INT32',
  long: 'INT64',
  float: 'FP32',
  double: 'FP64',
  string: 'BYTES',
  datetime: 'BYTES',
};

/** NumPy's names of types, as a tensor-spec has them. */
const TENSOR_TYPES: Readonly<Record<string, Datatype>> = {
  bool: 'BOOL',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  str: 'BYTES',
  object: 'BYTES',
};

const Field = z.object({
  type: z.string(),
  name: z.string().min(1).max(256).nullish(),
  required: z.boolean().nullish(),
  'tensor-spec': z.object({ dtype: z.string(), shape: z.array(z.number().int().min(-1)).max(32) }).nullish(),
});
type Field = z.infer<typeof Field>;

const Param = z.object({ name: z.string().min(1).max(256), type: z.string().max(100), default: z.unknown() });
const Params = z.array(Param).max(MAX_PARAMS, `has more than ${MAX_PARAMS} params`);
const Fields = z.array(Field).max(MAX_COLUMNS, `has more than ${MAX_COLUMNS} columns`);
/** The block below the top-level key `signature`: what is indented. */
const BLOCK = /^signature:[ \t]*\r?\n((?:[ \t]+.*(?:\r?\n|$)|\r?\n)*)/m;
const SCALAR = String.raw`('(?:[^']|\'\')*'|"(?:[^"\\]|\\.)*")`;

/**
 * readMlmodelSignature is the schema that the text of an MLmodel file declares in `signature` (MLflow's ModelSignature: lists of columns or
 * tensors, and of params, as JSON in a quoted YAML text), or null when it declares none. Throws an Error that says what cannot be read.
 */
export function readMlmodelSignature(content: string): VersionSchema | null {
  const [, block] = BLOCK.exec(content) ?? [];
  if (block === undefined || block.trim() === '') return null;
  const inputs = Fields.min(1, 'lists no inputs').parse(fieldsIn(block, 'inputs'));
  const outputs = Fields.parse(fieldsIn(block, 'outputs'));
  const params = Params.parse(fieldsIn(block, 'params')).map((param) => ({
    name: param.name,
    type: param.type,
    default: JSON.stringify(param.default ?? null),
  }));
  const schema = structuredClone(schemaOfTensors(tensorsOf(inputs, 'input'), tensorsOf(outputs, 'output')));
  const mayMiss = new Set(inputs.flatMap(({ required, name }) => (required === false && name ? [name] : [])));
  return {
    ...(schema as VersionSchema),
    features: schema.features.map((feature) => ({
      ...(feature as VersionSchema['features'][number]),
      ...(mayMiss.has(feature.name) && { optional: true }),
    })),
    ...(params.length > 0 && { params }),
  };
}

/**
 * withSignature gives an ONNX file the params of a signature, and its columns, where the file names none itself, the names of a signature that
 * has as many columns of the same types; else the file's own stay.
 */
export function withSignature(inspected: InspectedModel, signature: VersionSchema): InspectedModel {
  const { facts } = inspected;
  const schema = { ...inspected.schema, ...(signature.params && { params: signature.params }) };
  const fits =
    !Object.hasOwn(facts.metadata ?? {}, schemaMetadataKey) &&
    schema.inputs.length === 1 &&
    schema.features.length === signature.features.length &&
    schema.features.every(({ type }, index) => type === signature.features[index]?.type && type !== 'tensor');
  if (!fits) return { ...inspected, schema };
  const features = schema.features.map((feature, index) => ({ ...feature, name: signature.features[index]!.name }));
  return { ...inspected, schema: { ...schema, features } };
}

/** Only one quoted text is given to the YAML reader: whole files of strangers can keep it busy for minutes. */
function fieldsIn(block: string, key: 'inputs' | 'outputs' | 'params'): unknown {
  const [, scalar] = new RegExp(`^[ \\t]+${key}:[ \\t]+${SCALAR}`, 'ms').exec(block) ?? [];
  return scalar === undefined ? [] : JSON.parse(String(parse(scalar)));
}

/** Names are unique: a field without one, or with one that is taken, is called after its place. */
function tensorsOf(fields: readonly Field[], word: string): TensorSpec[] {
  const taken = new Set<string>();
  return fields.map((field, index) => {
    const ownPlace = fields.length === 1 ? word : `${word}[${index}]`;
    const name = field.name && !taken.has(field.name) ? field.name : ownPlace;
    taken.add(name);
    return { name, ...formOf(field) };
  });
}

function formOf({ type, 'tensor-spec': tensor }: Field): Pick<TensorSpec, 'datatype' | 'shape'> {
  if (tensor)
    return { datatype: TENSOR_TYPES[tensor.dtype.replace(/^str\d+$/, 'str')] ?? 'BYTES', shape: tensor.shape };
  const datatype = Object.hasOwn(COLUMN_TYPES, type) ? COLUMN_TYPES[type] : undefined;
  return datatype === undefined ? { datatype: 'BYTES', shape: [-1, -1] } : { datatype, shape: [-1] };
}
