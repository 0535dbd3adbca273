import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.js';
import { deployFlights } from './deploy-flights.js';
import { makeDataFolder, removeDataFolder, startSlipway } from './running-slipway.js';

const REQUESTS = 200;
const ROWS_A_REQUEST = 500;

/** eventIngestBench predicts batches and waits until every row is in the prediction log. */
export const eventIngestBench: Bench = {
  name: 'event-ingest',
  about: `${(REQUESTS * ROWS_A_REQUEST).toLocaleString('en')} rows predicted in batches of ${ROWS_A_REQUEST}, until all are counted`,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      const deployed = await deployFlights(slipway, folder);
      const body = JSON.stringify({ rows: deployed.rows.slice(0, ROWS_A_REQUEST) });
      const from = performance.now();
      for (let sent = 0; sent < REQUESTS; sent += 1) {
        const response = await fetch(deployed.predictUrl, {
          method: 'POST',
          headers: { ...deployed.headers, 'content-type': 'application/json' },
          body,
        });
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        await response.arrayBuffer();
      }
      const predictedMs = performance.now() - from;
      while ((await rowsCounted(slipway.url, slipway.token)) < REQUESTS * ROWS_A_REQUEST) await sleep(50);
      const countedMs = performance.now() - from;
      const rows = REQUESTS * ROWS_A_REQUEST;
      return [
        { name: 'predicted', value: rows / (predictedMs / 1000), unit: 'rows/s' },
        { name: 'predicted, logged and counted', value: rows / (countedMs / 1000), unit: 'rows/s' },
        { name: 'ratio of the two times', value: countedMs / predictedMs, unit: 'x' },
      ];
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

async function rowsCounted(url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/endpoints/flights/stats?minutes=60`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { totals: { rows: number } }).totals.rows;
}
