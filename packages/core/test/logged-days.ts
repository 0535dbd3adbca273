import { uuidv7, logLine } from '../src/index.js';
import type { TestCore } from './test-core.js';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 5);

/** LoggedOutcome is what happened after a logged prediction. */
export interface LoggedOutcome {
  predictionId: string;
  actual: number;
}

let flushes = 0;
/**
 * logDay logs `rows` predictions of the endpoint `delays` on a day, of which `right` in a hundred agree with what happened, and returns what happened;
 * `keepRate` is the share that was logged.
 */
export async function logDay(
  { core, actor }: TestCore,
  number: number,
  rows: number,
  right: number,
  keepRate = 1,
  outputOf: (score: number) => object = (score) => ({ score }),
): Promise<LoggedOutcome[]> {
  const endpoint = await core.serving.requireEndpoint(actor, 'delays');
  const { versionId } = (await core.serving.currentConfig(endpoint)).variants[0]!;
  const at = new Date(FIRST_DAY + number * DAY_MS + 3_600_000);
  const logged = Array.from({ length: rows }, (_, i) => {
    const actual = i % 2;
    const said = i % 100 < right ? actual : 1 - actual;
    const who = { requestId: uuidv7(), row: 0, endpointId: endpoint.id, configNumber: 1, versionId, role: 'stable' };
    const rest = {
      status: 200,
      latencyMs: 1,
      key: null,
      isDrawn: true,
      inSample: true,
      draw: ((i * 0.618034) % 1) * keepRate,
      keepRate,
      outliers: [],
      inputs: { distance: i, hour: 1 },
      error: null,
    };
    const row = { ...who, ...rest, receivedAt: at, at, output: outputOf(0.1 + 0.8 * said) };
    return { row, actual };
  });
  flushes += 1;
  await core.serving.saveFlush({
    gatewayBoot: uuidv7(),
    sequence: flushes,
    rows: logged.map(({ row }) => logLine(row)),
    traffic: [],
    cells: [],
    spans: [{ endpointId: endpoint.id, firstAt: at, lastAt: new Date(at.getTime() + 60_000) }],
    evidence: [],
  });
  return logged.map(({ row, actual }) => ({ predictionId: row.requestId, actual }));
}
