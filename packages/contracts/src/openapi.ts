import { z } from 'zod';
import type { Endpoint } from './kernel/endpoint.js';
import { errorRegistry, Problem, type ErrorCode } from './kernel/errors.js';
import { allEndpoints } from './table.js';

type Json = Record<string, unknown>;

/** What Node answers before a route is known when address and headers together are over 16 KiB. */
const ADDRESS_TOO_LONG = 431;

const everywhere: readonly ErrorCode[] = ['invalid_request', 'unauthenticated', 'forbidden'];

/** openApiDocument is the OpenAPI 3.1 description of the whole API, made from the endpoint table. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of allEndpoints) {
    const path = `/api/v1${endpoint.path.replace('*', '{path}')}`;
    (paths[path] ??= {})[endpoint.method.toLowerCase()] = operation(endpoint);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Slipway',
      version,
      description: 'Registers, evaluates, deploys, canaries, serves, monitors, alerts and retrains models.',
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'slipway_session' },
      },
    },
  };
}

function operation(endpoint: Endpoint): Json {
  return {
    operationId: endpoint.id.split('.')[1],
    tags: [endpoint.domain],
    summary: endpoint.summary,
    ...(endpoint.access === 'public'
      ? { security: [] }
      : { security: [{ token: [] }, { session: [] }], 'x-access': endpoint.access }),
    parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query')],
    ...(endpoint.body === undefined ? {} : { requestBody: { required: true, content: requestContent(endpoint.body) } }),
    responses: { [endpoint.status ?? 200]: success(endpoint), ...failures(endpoint) },
  };
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name: name === '*' ? 'path' : name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function requestContent(body: NonNullable<Endpoint['body']>): Json {
  if (body === 'binary') return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  if (body === 'multipart') {
    const properties = { file: { type: 'string', format: 'binary' }, metadata: { type: 'string' } };
    return { 'multipart/form-data': { schema: { type: 'object', required: ['file'], properties } } };
  }
  return { 'application/json': { schema: schemaOf(body, 'input') } };
}

function success({ response, summary }: Endpoint): Json {
  if (response === 'empty') return { description: summary };
  if (response === 'binary') return { description: summary, content: { '*/*': {} } };
  if (response === 'event-stream') return { description: summary, content: { 'text/event-stream': {} } };
  return { description: summary, content: { 'application/json': { schema: schemaOf(response, 'output') } } };
}

function failures(endpoint: Endpoint): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  const ofItsBody: readonly ErrorCode[] = endpoint.body === undefined ? [] : ['too_large'];
  for (const code of new Set([...everywhere, ...ofItsBody, ...(endpoint.errors ?? [])])) {
    const { status } = errorRegistry[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  if (endpoint.query !== undefined) byStatus.set(ADDRESS_TOO_LONG, ['invalid_request']);
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content: problem }]),
  );
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json;
  return rest;
}
