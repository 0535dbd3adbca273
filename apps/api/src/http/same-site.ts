import { SlipwayError } from '@slipway/core';
import type { FastifyRequest } from 'fastify';

const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** isUnsafe tells whether the method may change something. */
export const isUnsafe = (request: FastifyRequest): boolean => !SAFE.includes(request.method);

/**
 * requireSameSite refuses a request that a page of another origin made a browser send. Programs send neither header and pass; what they
 * may do is settled by their credentials.
 */
export function requireSameSite(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const { origin, host } = request.headers;
  const otherSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const otherOrigin = origin !== undefined && hostOf(origin) !== host?.toLowerCase();
  if (otherSite || otherOrigin) throw new SlipwayError('origin_refused', 'This came from a page of another site.');
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
