import { InferenceError, type Feature, type TensorSpec, type VersionSchema } from '@slipway/inference';

type Row = Record<string, unknown>;

/**
 * makeRows makes rows up that fit a signature: known categories evenly, numbers from the standard normal distribution (times ten and whole where the model
 * takes whole ones), tensors in their declared shape. An input whose shape is open throws `schema_mismatch`: only real rows show it.
 */
export function makeRows(schema: VersionSchema, count: number, random: () => number): Row[] {
  const specs = new Map(schema.inputs.map((spec) => [spec.name, spec]));
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      schema.features.map((feature) => [feature.name, valueOf(feature, specs.get(feature.input)!, random)]),
    ),
  );
}

function valueOf({ name, type, categories }: Feature, { datatype, shape }: TensorSpec, random: () => number): unknown {
  if (type === 'tensor' || type === 'image') {
    const inner = shape[0] === -1 || shape[0] === 1 ? shape.slice(1) : shape;
    if (inner.some((size) => size < 0))
      throw new InferenceError(
        'schema_mismatch',
        422,
        `${name} takes several shapes: name a dataset whose rows show one.`,
      );
    return nested(inner, () => element(datatype, random));
  }
  if (categories !== undefined && categories.length > 0) return categories[Math.floor(random() * categories.length)];
  return element(datatype, random);
}

const nested = ([size, ...inner]: readonly number[], make: () => unknown): unknown =>
  size === undefined ? make() : Array.from({ length: size }, () => nested(inner, make));

function element(datatype: TensorSpec['datatype'], random: () => number): unknown {
  if (datatype === 'BYTES') return 'a few words';
  if (datatype === 'BOOL') return random() < 0.5;
  const drawn = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return datatype.startsWith('FP') ? drawn : Math.abs(Math.round(10 * drawn));
}
