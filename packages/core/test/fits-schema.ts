import { readFileSync } from 'node:fs';
import { httpRouteSchema } from './http-route-schema.js';

/** Schema is the part of OpenAPI that published schemas use. */
export interface Schema {
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
  maxItems?: number;
  pattern?: string;
}

interface Published {
  kinds: Record<string, string>;
  schemas: Record<string, Schema>;
}

const { kinds, schemas } = JSON.parse(
  readFileSync(new URL('kubernetes-schemas.json', import.meta.url), 'utf8'),
) as Published;

/** misfits lists where an object breaks the OpenAPI schema that Kubernetes publishes for its kind; a field that the schema does not know breaks it too. */
export function misfits(object: { kind: string }): string[] {
  if (object.kind === 'HTTPRoute') return check(httpRouteSchema, object, object.kind);
  const name = kinds[object.kind];
  return name === undefined ? [`${object.kind} is not known`] : check(schemas[name]!, object, object.kind);
}

function check(schema: Schema, value: unknown, path: string): string[] {
  if (schema.$ref !== undefined) return check(schemas[schema.$ref.split('/').at(-1)!]!, value, path);
  const all = (schema.allOf ?? []).flatMap((one) => check(one, value, path));
  if (schema.oneOf !== undefined && schema.oneOf.every((one) => check(one, value, path).length > 0))
    return [...all, `${path} is none of its types`];
  const wrong = (what: string): string[] => [...all, `${path}: ${JSON.stringify(value)} is not ${what}`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return wrong(`one of ${schema.enum.join(', ')}`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value)))
    return wrong(`like ${schema.pattern}`);
  if (schema.type === 'string') return typeof value === 'string' ? all : wrong('a text');
  const { minimum = -Infinity, maximum = Infinity, maxItems = Infinity } = schema;
  if (typeof value === 'number' && (value < minimum || value > maximum)) return wrong(`from ${minimum} to ${maximum}`);
  if (Array.isArray(value) && value.length > maxItems) return wrong(`${maxItems} items at most`);
  if (schema.type === 'boolean') return typeof value === 'boolean' ? all : wrong('true or false');
  if (schema.type === 'integer') return Number.isInteger(value) ? all : wrong('a whole number');
  if (schema.type === 'number') return typeof value === 'number' ? all : wrong('a number');
  if (schema.type === 'array')
    return Array.isArray(value)
      ? value.flatMap((item, at) => check(schema.items ?? {}, item, `${path}[${at}]`))
      : wrong('a list');
  if (schema.type !== 'object') return all;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('an object');
  const missing = (schema.required ?? [])
    .filter((field) => !(field in value))
    .map((field) => `${path}.${field} is missing`);
  const inside = Object.entries(value).flatMap(([field, item]) => {
    const known = schema.properties?.[field] ?? schema.additionalProperties;
    if (known === undefined || known === false) return schema.properties ? [`${path}.${field} is not known`] : [];
    return known === true ? [] : check(known, item, `${path}.${field}`);
  });
  return [...all, ...missing, ...inside];
}
