import type { z } from 'zod';
import type { ErrorCode } from './errors.js';
import type { Scope } from './scope.js';

/** Access says who may call: a scope, any signed-in caller, or everybody. */
export type Access = Scope | 'signed_in' | 'public';

/** HttpMethod lists the verbs the API uses. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** EndpointSpec describes one HTTP operation; validation, guard, OpenAPI and client all come from it. */
export interface EndpointSpec {
  method: HttpMethod;
  /** Path below `/api/v1` with `{name}` parameters. */
  path: string;
  summary: string;
  access: Access;
  params?: z.ZodType;
  query?: z.ZodType;
  /** JSON body, or the content kind that the handler reads as a stream itself. */
  body?: z.ZodType | 'binary' | 'multipart';
  /** JSON answer, or what the handler writes itself. */
  response: z.ZodType | 'binary' | 'event-stream' | 'empty';
  status?: number;
  errors?: readonly ErrorCode[];
}

/** Endpoint is an operation with its id: `<domain>.<verbNoun>`. */
export type Endpoint = EndpointSpec & { id: string; domain: string };

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;
type Sent<T> = T extends z.ZodType ? z.input<T> : undefined;

/** ParamsOf, QueryOf, BodyOf and ResponseOf are the validated types of an operation. */
export type ParamsOf<E extends EndpointSpec> = Parsed<E['params']>;
/** QueryOf is the validated query of an operation. */
export type QueryOf<E extends EndpointSpec> = Parsed<E['query']>;
/** BodyOf is the validated JSON body of an operation. */
export type BodyOf<E extends EndpointSpec> = Parsed<E['body']>;
/** ResponseOf is the JSON answer of an operation, or nothing where the handler writes it itself. */
export type ResponseOf<E extends EndpointSpec> = E['response'] extends z.ZodType ? z.output<E['response']> : void;
/** SentQueryOf is what a caller passes as query, before defaults. */
export type SentQueryOf<E extends EndpointSpec> = Sent<E['query']>;
/** SentBodyOf is what a caller passes as JSON body, before defaults. */
export type SentBodyOf<E extends EndpointSpec> = Sent<E['body']>;
/** SentParamsOf is what a caller passes as path parameters. */
export type SentParamsOf<E extends EndpointSpec> = Sent<E['params']>;

/** endpoints names the operations of one domain; each gets the id `<domain>.<key>`. */
export function endpoints<const T extends Record<string, EndpointSpec>>(domain: string, specs: T) {
  const named = Object.entries(specs).map(([key, spec]) => [key, { ...spec, id: `${domain}.${key}`, domain }]);
  return Object.fromEntries(named) as { [K in keyof T]: T[K] & { id: string; domain: string } };
}
