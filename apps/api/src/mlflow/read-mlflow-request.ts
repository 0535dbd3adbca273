import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { UNSTORABLE, unstorableTexts } from '../http/unstorable-text.js';
import { isRepeated } from './mlflow-fields.js';
import { MlflowError } from './mlflow-error.js';

type Fields = Record<string, unknown>;

const HINT = 'See the API docs for more information about request parameters.';

/**
 * readMlflowRequest reads the fields of a request as MLflow's server does: of a GET from the query, else from a JSON body, also of a
 * DELETE. Unknown fields are ignored, null is absent, what is wrong is INVALID_PARAMETER_VALUE in MLflow's words.
 */
export function readMlflowRequest(schema: z.ZodObject, request: FastifyRequest): Fields {
  const sent = request.method === 'GET' ? queryFields(schema, request) : bodyFields(request);
  refuseUnstorable({ ...sent, ...(request.params as Fields) });
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  throw wrongField(parsed.error.issues[0], sent);
}

function queryFields(schema: z.ZodObject, request: FastifyRequest): Fields {
  return Object.fromEntries(
    Object.entries(request.query as Fields).map(([key, value]) => {
      const field = Object.hasOwn(schema.shape, key) ? (schema.shape[key] as z.ZodType) : undefined;
      if (field === undefined) return [key, value];
      if (isRepeated(field)) return [key, Array.isArray(value) ? value : [value]];
      return [key, Array.isArray(value) ? value[0] : value];
    }),
  );
}

function bodyFields(request: FastifyRequest): Fields {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== undefined && type !== 'application/json')
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Bad Request. Content-Type must be application/json, got ${type}.`,
    );
  const { body } = request;
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body))
    throw new MlflowError('INVALID_PARAMETER_VALUE', `The request body must be a JSON object. ${HINT}`);
  return withoutNulls(body) as Fields;
}

function refuseUnstorable(sent: unknown): void {
  const [path] = unstorableTexts(sent);
  if (path !== undefined) throw new MlflowError('INVALID_PARAMETER_VALUE', `Parameter '${path}' ${UNSTORABLE}.`);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}

function wrongField(issue: z.core.$ZodIssue | undefined, sent: Fields): MlflowError {
  const path = issue?.path ?? [];
  const name = path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
  const value = path.reduce<unknown>(
    (inner, part) => (inner as Record<PropertyKey, unknown> | undefined)?.[part],
    sent,
  );
  if (value === undefined || value === '')
    return new MlflowError('INVALID_PARAMETER_VALUE', `Missing value for required parameter '${name}'. ${HINT}`);
  const hint = issue?.code === 'custom' ? issue.message : `Hint: Value was of type '${pythonType(value)}'.`;
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `Invalid value ${JSON.stringify(value)} for parameter '${name}' supplied:  ${hint} ${HINT}`,
  );
}

function pythonType(value: unknown): string {
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return Array.isArray(value) ? 'list' : 'dict';
}
