import { readFileSync } from 'node:fs';

/** Schema is the part of OpenAPI that published schemas use. */
interface Schema {
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

interface Published {
  kinds: Record<string, string>;
  schemas: Record<string, Schema>;
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8')) as T;
const { kinds, schemas } = read<Published>('kubernetes-schemas.json');
const { schema: httpRoute } = read<{ schema: Schema }>('http-route-schema.json');

/**
 * misfits lists where an object breaks the schema that Kubernetes, or the Gateway API for its HTTPRoute, publishes for its kind; a field that the schema does not
 * know breaks it too. The files in `data` name where their schemas are from.
 */
export function misfits(object: { kind: string }): string[] {
  if (object.kind === 'HTTPRoute') return check(httpRoute, object, object.kind);
  const name = kinds[object.kind];
  return name === undefined ? [`${object.kind} is not known`] : check(schemas[name]!, object, object.kind);
}

function check(schema: Schema, value: unknown, path: string): string[] {
  if (schema.$ref !== undefined) return check(schemas[schema.$ref.split('/').at(-1)!]!, value, path);
  const all = (schema.allOf ?? []).flatMap((one) => check(one, value, path));
  if (schema.oneOf !== undefined && schema.oneOf.every((one) => check(one, value, path).length > 0))
    return [...all, `${path} is none of its types`];
  const wrong = wrongAbout(schema, value);
  if (wrong !== null) return [...all, `${path}: ${JSON.stringify(value)} is not ${wrong}`];
  if (Array.isArray(value))
    return [...all, ...value.flatMap((one, at) => check(schema.items ?? {}, one, `${path}[${at}]`))];
  return schema.type === 'object' ? [...all, ...fieldsOf(schema, value as object, path)] : all;
}

const types: Record<string, readonly [string, (value: unknown) => boolean]> = {
  string: ['a text', (value) => typeof value === 'string'],
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  integer: ['a whole number', Number.isInteger],
  number: ['a number', (value) => typeof value === 'number'],
  array: ['a list', Array.isArray],
  object: ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)],
};

/** What a value is not but should be, itself and not what is in it; null when it is. */
function wrongAbout(schema: Schema, value: unknown): string | null {
  const [name, fits] = types[schema.type ?? ''] ?? ['', () => true];
  if (!fits(value)) return name;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return `one of ${schema.enum.join(', ')}`;
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value))) return `like ${schema.pattern}`;
  const isOutside = (size: number, least = -Infinity, most = Infinity): boolean => size < least || size > most;
  if (typeof value === 'number' && isOutside(value, schema.minimum, schema.maximum)) return 'within its bounds';
  if (typeof value === 'string' && isOutside(value.length, schema.minLength, schema.maxLength)) return 'of that length';
  if (Array.isArray(value) && isOutside(value.length, schema.minItems, schema.maxItems)) return 'so many items';
  return null;
}

function fieldsOf(schema: Schema, value: object, path: string): string[] {
  const missing = (schema.required ?? [])
    .filter((field) => !(field in value))
    .map((field) => `${path}.${field} is missing`);
  const inside = Object.entries(value).flatMap(([field, item]) => {
    const known = schema.properties?.[field] ?? schema.additionalProperties;
    if (known === undefined || known === false) return schema.properties ? [`${path}.${field} is not known`] : [];
    return known === true ? [] : check(known, item, `${path}.${field}`);
  });
  return [...missing, ...inside];
}
