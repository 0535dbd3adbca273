import type { Schema } from './fits-schema.js';

const text: Schema = { type: 'string' };
const label: Schema = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' };
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
});
const list = (items: Schema, maxItems: number): Schema => ({ type: 'array', items, maxItems });

const path = object({ type: { type: 'string', enum: ['Exact', 'PathPrefix', 'RegularExpression'] }, value: text });
const rewrite = object(
  {
    type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
    replaceFullPath: text,
    replacePrefixMatch: text,
  },
  ['type'],
);
const backend = object(
  {
    group: text,
    kind: text,
    name: label,
    namespace: label,
    port: { type: 'integer', minimum: 1, maximum: 65_535 },
    weight: { type: 'integer', minimum: 0, maximum: 1_000_000 },
  },
  ['name'],
);

/**
 * httpRouteSchema is as much of HTTPRoute (gateway.networking.k8s.io/v1, standard channel) as Slipway writes, by the field reference of the Gateway API:
 * what is not here breaks it.
 */
export const httpRouteSchema: Schema = object(
  {
    apiVersion: { type: 'string', enum: ['gateway.networking.k8s.io/v1'] },
    kind: { type: 'string', enum: ['HTTPRoute'] },
    metadata: object({ name: label, namespace: label, labels: { type: 'object', additionalProperties: text } }, [
      'name',
    ]),
    spec: object({
      parentRefs: list(object({ group: text, kind: text, name: label, namespace: label }, ['name']), 32),
      hostnames: list(
        { type: 'string', pattern: '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$' },
        16,
      ),
      rules: list(
        object({
          matches: list(object({ path }), 64),
          filters: list(
            object(
              { type: { type: 'string', enum: ['URLRewrite'] }, urlRewrite: object({ hostname: text, path: rewrite }) },
              ['type'],
            ),
            16,
          ),
          backendRefs: list(backend, 16),
        }),
        16,
      ),
    }),
  },
  ['apiVersion', 'kind', 'metadata', 'spec'],
);
