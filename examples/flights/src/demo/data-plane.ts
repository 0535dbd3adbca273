import { endpointTable as api } from '@slipway/contracts';
import type { Demo } from './part.js';
import type { DataPlane } from './replay.js';
import { steady } from './steady.js';

const LIMIT_MS = 10_000;

/** dataPlane talks to the demo's endpoint with plain rows over HTTP, as anybody with curl would. */
export function dataPlane({ gatewayUrl, token, names, client }: Demo): DataPlane {
  return {
    predict: async (rows, at) => {
      const response = await fetch(`${gatewayUrl}/v1/endpoints/${names.endpoint}/predict`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ rows, at }),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      const answer = (await response.json()) as { predictionId?: string; detail?: string };
      if (!response.ok || answer.predictionId === undefined)
        throw Object.assign(new Error(answer.detail ?? `HTTP ${response.status}`), { status: response.status });
      return answer.predictionId;
    },
    sendOutcomes: async (items) => {
      await steady(() => client.call(api.recordFeedback, { body: { items } }));
    },
  };
}

/** patientDataPlane asks again while parts of Slipway restart, so that every flight is predicted; one may then be logged twice. */
export function patientDataPlane(demo: Demo): DataPlane {
  const plane = dataPlane(demo);
  return { ...plane, predict: (rows, at) => steady(() => plane.predict(rows, at)) };
}
