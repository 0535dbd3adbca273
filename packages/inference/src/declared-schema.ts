import { isFloat } from './datatypes.js';
import type { Datatype } from './datatypes.js';
import { readImagePreparation } from './image-preparation.js';
import { InferenceError } from './inference-error.js';
import type { FieldError } from './inference-error.js';
import type { OnnxFacts } from './onnx-facts.js';
import type { TensorSpec } from './tensors.js';
import { takesColumns } from './version-schema.js';
import type { Feature, FeatureType, ModelTask, OutputRole, SchemaOutput } from './version-schema.js';

/** DeclaredSchema is the part of a version schema that an author wrote down; what is absent is taken from elsewhere. */
export interface DeclaredSchema {
  readonly task?: ModelTask;
  readonly features?: readonly Feature[];
  readonly outputs?: readonly SchemaOutput[];
}

const featureTypes: readonly FeatureType[] = ['numeric', 'categorical', 'text', 'image', 'tensor'];
const roles: readonly OutputRole[] = ['label', 'score', 'value', 'embedding', 'tensor'];
const tasks: readonly ModelTask[] = ['classification', 'regression', 'embedding', 'other'];
const columnTypes: readonly FeatureType[] = ['numeric', 'categorical', 'text'];

/**
 * readDeclaredSchema checks a declared schema against the model: known keys and types, unique feature names, inputs and
 * outputs that exist, every column of every input fed exactly once. `input` may be left out when the model has one input,
 * `index` when features are listed in column order. Throws `invalid_schema` (422) with the fields that are wrong.
 */
export function readDeclaredSchema(facts: OnnxFacts, declared: unknown): DeclaredSchema {
  const reader = new SchemaReader();
  const schema = reader.object(declared, 'schema', ['task', 'features', 'outputs', 'inputs', 'tensorOutputs']);
  const features = schema.features === undefined ? undefined : readFeatures(reader, facts, schema.features);
  const outputs = schema.outputs === undefined ? undefined : readOutputs(reader, facts, schema.outputs);
  const task = schema.task === undefined ? undefined : reader.oneOf(schema.task, 'schema.task', tasks);
  if (reader.errors.length > 0) {
    throw new InferenceError('invalid_schema', 422, 'the schema does not fit the model', reader.errors);
  }
  return { ...(features && { features }), ...(outputs && { outputs }), ...(task && { task }) };
}

function readFeatures(reader: SchemaReader, facts: OnnxFacts, declared: unknown): Feature[] {
  const used = new Map<string, number>();
  const features = reader.array(declared, 'schema.features').map((item, position): Feature => {
    const path = `schema.features[${position}]`;
    const fields = reader.object(item, path, ['name', 'type', 'categories', 'optional', 'image', 'input', 'index']);
    const input = reader.text(fields.input ?? facts.inputs[0]?.name, `${path}.input`);
    if (fields.input === undefined && facts.inputs.length > 1)
      reader.fail(`${path}.input`, 'the model has more than one input');
    const index = reader.natural(fields.index ?? used.get(input) ?? 0, `${path}.index`);
    used.set(input, index + 1);
    const spec = facts.inputs.find(({ name }) => name === input);
    const fail = (error: FieldError): void => void reader.errors.push(error);
    if (fields.image !== undefined && fields.type !== 'image')
      reader.fail(`${path}.image`, 'belongs to a feature of type image');
    return {
      name: reader.text(fields.name, `${path}.name`),
      type: reader.oneOf(fields.type, `${path}.type`, featureTypes),
      ...(fields.categories !== undefined && { categories: reader.texts(fields.categories, `${path}.categories`) }),
      ...(fields.optional !== undefined && { optional: reader.flag(fields.optional, `${path}.optional`) }),
      ...(fields.image !== undefined && { image: readImagePreparation(fields.image, `${path}.image`, spec, fail) }),
      input,
      index,
    };
  });
  checkUnique(
    reader,
    features.map(({ name }) => name),
    'schema.features',
  );
  checkCoverage(reader, facts.inputs, features);
  return features;
}

function readOutputs(reader: SchemaReader, facts: OnnxFacts, declared: unknown): SchemaOutput[] {
  const known = facts.outputs.map(({ name }) => name);
  const outputs = reader.array(declared, 'schema.outputs').map((item, position): SchemaOutput => {
    const path = `schema.outputs[${position}]`;
    const fields = reader.object(item, path, ['name', 'role', 'classes']);
    return {
      name: reader.oneOf(fields.name, `${path}.name`, known),
      role: reader.oneOf(fields.role, `${path}.role`, roles),
      ...(fields.classes !== undefined && { classes: reader.texts(fields.classes, `${path}.classes`) }),
    };
  });
  checkUnique(
    reader,
    outputs.map(({ name }) => name),
    'schema.outputs',
  );
  return outputs;
}

function checkUnique(reader: SchemaReader, names: readonly string[], path: string): void {
  names.forEach((name, position) => {
    if (names.indexOf(name) < position) reader.fail(`${path}[${position}].name`, 'is used twice');
  });
}

function checkCoverage(reader: SchemaReader, inputs: readonly TensorSpec[], features: readonly Feature[]): void {
  features.forEach((feature, position) => {
    const path = `schema.features[${position}]`;
    const input = inputs.find(({ name }) => name === feature.input);
    if (!input) reader.fail(`${path}.input`, 'is not an input of the model');
    else if (columnTypes.includes(feature.type)) checkColumn(reader, path, input, feature);
    else if (feature.optional) reader.fail(`${path}.optional`, `a feature of type ${feature.type} cannot be optional`);
  });
  for (const input of inputs)
    checkInput(
      reader,
      input,
      features.filter((feature) => feature.input === input.name),
    );
}

function checkColumn(reader: SchemaReader, path: string, input: TensorSpec, feature: Feature): void {
  if (!takesColumns(input)) reader.fail(`${path}.type`, `input ${input.name} has no columns: use tensor or image`);
  const mismatch = typeMismatch(feature.type, input.datatype);
  if (mismatch) reader.fail(`${path}.type`, mismatch);
  if (feature.optional && input.datatype !== 'BYTES' && !isFloat(input.datatype)) {
    reader.fail(`${path}.optional`, `${input.datatype} has no value for what is missing`);
  }
}

function typeMismatch(type: FeatureType, datatype: Datatype): string | null {
  if (type === 'text' && datatype !== 'BYTES') return `text needs a string input, this one is ${datatype}`;
  if (type === 'numeric' && (datatype === 'BYTES' || datatype === 'BOOL')) return `numeric does not fit ${datatype}`;
  return null;
}

function checkInput(reader: SchemaReader, input: TensorSpec, features: readonly Feature[]): void {
  const whole = features.some(({ type }) => !columnTypes.includes(type));
  const declared = input.shape.length === 2 ? (input.shape[1] ?? -1) : 1;
  const columns = whole ? 1 : declared === -1 ? features.length : declared;
  const fed = new Set(features.map(({ index }) => index));
  const complete =
    fed.size === features.length && features.length === columns && [...fed].every((index) => index < columns);
  if (complete && columns > 0) return;
  reader.fail(
    'schema.features',
    `input ${input.name} has ${columns} column${columns === 1 ? '' : 's'}, the features feed ${[...fed].join(', ') || 'none'}`,
  );
}

/** SchemaReader reads untyped JSON and collects what is wrong with it, so that all of it can be told at once. */
class SchemaReader {
  readonly errors: FieldError[] = [];

  fail(path: string, message: string): void {
    this.errors.push({ path, message });
  }

  object(value: unknown, path: string, keys: readonly string[]): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail(path, 'expected an object');
      return {};
    }
    const extra = Object.keys(value).find((key) => !keys.includes(key));
    if (extra !== undefined) this.fail(`${path}.${extra.slice(0, 100)}`, 'is not a known field');
    return { ...value };
  }

  array(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value) && value.length > 0) return value;
    this.fail(path, 'expected a list with at least one entry');
    return [];
  }

  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value.length >= 1 && value.length <= 256) return value;
    this.fail(path, 'expected a text of 1 to 256 characters');
    return '';
  }

  texts(value: unknown, path: string): string[] {
    const texts = this.array(value, path).map((item, position) => this.text(item, `${path}[${position}]`));
    checkUniqueTexts(this, texts, path);
    return texts;
  }

  natural(value: unknown, path: string): number {
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    this.fail(path, 'expected 0, 1, 2 ...');
    return 0;
  }

  flag(value: unknown, path: string): boolean {
    if (typeof value === 'boolean') return value;
    this.fail(path, 'expected true or false');
    return false;
  }

  oneOf<T extends string>(value: unknown, path: string, choices: readonly T[]): T {
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    this.fail(path, `expected one of ${choices.join(', ')}`);
    return choices[0] as T;
  }
}

function checkUniqueTexts(reader: SchemaReader, texts: readonly string[], path: string): void {
  if (new Set(texts).size < texts.length) reader.fail(path, 'names something twice');
}
