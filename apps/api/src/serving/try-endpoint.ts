import { PredictAnswer, Problem, type PlaygroundAnswer, type servingEndpoints } from '@slipway/contracts';
import { errorText, SlipwayError, type Core } from '@slipway/core';
import type { CallOf } from '../http/operation.js';

const LIMIT_MS = 30_000;

/**
 * tryEndpoint sends rows to the data plane marked as a playground request. The gateway believes the mark only with the API's own token,
 * so nobody else can make predictions that no analysis counts. The data plane's refusal is an answer here, not a failure.
 */
export async function tryEndpoint(
  core: Core,
  { actor, params, body }: CallOf<(typeof servingEndpoints)['tryEndpoint']>,
): Promise<PlaygroundAnswer> {
  await core.serving.requireEndpoint(actor, params.name);
  const { role, version, ...rows } = body;
  const wanted = {
    ...(role !== undefined && { 'x-slipway-role': role }),
    ...(version !== undefined && { 'x-slipway-version': String(version) }),
  };
  const from = performance.now();
  const response = await askGateway(core, params.name, rows, wanted, actor.requestId);
  const latencyMs = performance.now() - from;
  const { status } = response;
  const said: unknown = await response.json().catch(() => null);
  if (response.ok) return { status, latencyMs, answer: PredictAnswer.parse(said), problem: null };
  const problem = Problem.partial().safeParse(said);
  if (!problem.success || problem.data.detail === undefined)
    throw new SlipwayError('upstream_failed', `The gateway answered ${status}.`);
  return {
    status,
    latencyMs,
    answer: null,
    problem: { detail: problem.data.detail, errors: problem.data.errors ?? [] },
  };
}

async function askGateway(
  core: Core,
  name: string,
  rows: object,
  wanted: Readonly<Record<string, string>>,
  requestId: string | null,
): Promise<Response> {
  const token = await core.access.playgroundToken();
  try {
    return await fetch(`${core.kit.settings.gatewayUrl}/v1/endpoints/${name}/predict`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-slipway-playground': '1',
        ...wanted,
        ...(requestId !== null && { 'x-request-id': requestId }),
      },
      body: JSON.stringify(rows),
      redirect: 'error',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
  } catch (error) {
    core.kit.log.warn('the gateway does not answer', { error: errorText(error) });
    throw new SlipwayError('upstream_failed', 'The gateway does not answer.');
  }
}
