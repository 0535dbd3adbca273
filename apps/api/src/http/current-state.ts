import type { Endpoint } from '@slipway/contracts';
import { allEndpoints } from '@slipway/contracts';
import { SlipwayError } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCall } from './call.js';
import type { CallOf } from './operation.js';

/** CurrentState is what a GET of the address shows now, with the operation that shows it. */
export interface CurrentState {
  endpoint: Endpoint;
  value: unknown;
}

type Controller = Record<string, ((call: CallOf<Endpoint>) => Promise<unknown>) | undefined>;

/**
 * currentState asks the controller of a change for the GET of the same address: methods are named after their operations. Null where
 * there is nothing (yet), or the thing has no GET of its own, and so never had an ETag.
 */
export async function currentState(
  controller: object,
  update: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<CurrentState | null> {
  const endpoint = allEndpoints.find(({ method, path }) => method === 'GET' && path === update.path);
  if (endpoint === undefined) return null;
  const call = readCall({ ...endpoint, query: undefined }, request, reply);
  const read = (controller as Controller)[endpoint.id.split('.')[1] ?? ''];
  if (read === undefined) return null;
  try {
    return { endpoint, value: await read.call(controller, call) };
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'not_found') return null;
    throw error;
  }
}
