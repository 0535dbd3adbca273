import { readDeclaredSchema, type DeclaredSchema } from './declared-schema.js';
import { isFloat } from './datatypes.js';
import { InferenceError } from './inference-error.js';
import type { OnnxFacts } from './onnx-facts.js';
import type { TensorSpec } from './tensors.js';
import { isBatchAxis, schemaMetadataKey, takesColumns } from './version-schema.js';
import type { Feature, ModelTask, OutputRole, SchemaOutput, VersionSchema } from './version-schema.js';

const MAX_NAMED_COLUMNS = 10_000;

/**
 * schemaFromModel is the schema of a version. Features, outputs and task each come from the first source that has them:
 * `declared` (given with the request), the file's `slipway.schema` metadata, and last what the tensors alone tell.
 * Throws `invalid_schema` (422), with the fields, when a declared schema does not fit the model.
 */
export function schemaFromModel(facts: OnnxFacts, declared?: unknown): VersionSchema {
  const given = declared === undefined ? {} : readDeclaredSchema(facts, declared);
  const carried = readDeclaredSchema(facts, carriedSchema(facts));
  return joinedSchema(facts, { ...carried, ...given });
}

/** schemaOfTensors is what tensors alone tell, when nobody has named columns or meanings. */
export const schemaOfTensors = (inputs: readonly TensorSpec[], outputs: readonly TensorSpec[]): VersionSchema =>
  joinedSchema({ inputs, outputs }, {});

function joinedSchema({ inputs, outputs }: Pick<OnnxFacts, 'inputs' | 'outputs'>, said: DeclaredSchema): VersionSchema {
  const named = said.outputs ?? guessOutputs(outputs);
  return {
    task: said.task ?? guessTask(named),
    features: said.features ?? guessFeatures(inputs),
    outputs: named,
    inputs,
    tensorOutputs: outputs,
  };
}

function carriedSchema(facts: OnnxFacts): unknown {
  const text = Object.hasOwn(facts.metadata, schemaMetadataKey) ? facts.metadata[schemaMetadataKey] : undefined;
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new InferenceError('invalid_schema', 422, `the model's metadata ${schemaMetadataKey} is not JSON`);
  }
}

/** More columns than anybody names (pixels, say) are one tensor an input. */
function guessFeatures(inputs: readonly TensorSpec[]): Feature[] {
  const columns = inputs.reduce((sum, input) => sum + columnCount(input), 0);
  return columns > MAX_NAMED_COLUMNS ? inputs.map(wholeInput) : inputs.flatMap(columnsOf);
}

const wholeInput = ({ name }: TensorSpec): Feature => ({ name, type: 'tensor', input: name, index: 0 });

const columnCount = ({ shape }: TensorSpec): number => (shape.length === 1 ? 1 : Math.max(0, shape[1] ?? 0));

function columnsOf(input: TensorSpec): Feature[] {
  const { name } = input;
  const columns = columnCount(input);
  if (!takesColumns(input) || columns < 1) return [wholeInput(input)];
  if (columns === 1) return [{ name, ...guessColumn(input), input: name, index: 0 }];
  return Array.from({ length: columns }, (_, index) => ({
    name: `${name}[${index}]`,
    ...guessColumn(input),
    input: name,
    index,
  }));
}

function guessColumn({ datatype }: TensorSpec): Pick<Feature, 'type' | 'categories'> {
  if (datatype === 'BYTES') return { type: 'text' };
  return datatype === 'BOOL' ? { type: 'categorical', categories: ['false', 'true'] } : { type: 'numeric' };
}

function guessOutputs(outputs: readonly TensorSpec[]): SchemaOutput[] {
  const label = outputs.find((output) => !isFloat(output.datatype) && isSingleColumn(output));
  return outputs.map((output) => ({ name: output.name, role: guessRole(output, label) }));
}

function guessRole(output: TensorSpec, label: TensorSpec | undefined): OutputRole {
  if (output === label) return 'label';
  if (!isFloat(output.datatype) || output.shape.length > 2 || !isBatchAxis(output)) return 'tensor';
  if (/prob|score|softmax/i.test(output.name) || label) return 'score';
  if (isSingleColumn(output)) return 'value';
  return /embed/i.test(output.name) ? 'embedding' : 'tensor';
}

function isSingleColumn(output: TensorSpec): boolean {
  const { shape } = output;
  return isBatchAxis(output) && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
}

function guessTask(outputs: readonly SchemaOutput[]): ModelTask {
  const roles = new Set(outputs.map(({ role }) => role));
  if (roles.has('label') || roles.has('score')) return 'classification';
  if (roles.has('value')) return 'regression';
  return roles.has('embedding') ? 'embedding' : 'other';
}
