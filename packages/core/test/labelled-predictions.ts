import { logLine, uuidv7 } from '../src/index.js';
import type { TestCore } from './test-core.js';

let sequence = 0;
const gatewayBoot = uuidv7();

/**
 * logLabelled logs `count` predictions of the endpoint `delays`, one a minute up to now, each with its outcome; every second one was late.
 * `change` makes other inputs of a row.
 */
export async function logLabelled(
  { core, actor }: TestCore,
  count: number,
  change: (i: number) => Record<string, unknown> = () => ({}),
): Promise<void> {
  const endpoint = await core.serving.requireEndpoint(actor, 'delays');
  const { versionId } = (await core.serving.currentConfig(endpoint)).variants[0]!;
  const now = Date.now();
  const rows = Array.from({ length: count }, (_, i) => {
    const at = new Date(now - (count - i) * 60_000);
    const base = { requestId: uuidv7(), row: 0, endpointId: endpoint.id, configNumber: 1, versionId, role: 'stable' };
    const answer = {
      status: 200,
      latencyMs: 1,
      key: null,
      isDrawn: true,
      inSample: true,
      draw: 0,
      keepRate: 1,
      outliers: [],
      output: { probability: 0.5 },
      error: null,
    };
    return { ...base, receivedAt: at, at, ...answer, inputs: { distance: i, hour: i % 24, ...change(i) } };
  });
  sequence += 1;
  const spans = [{ endpointId: endpoint.id, firstAt: rows[0]!.at, lastAt: rows.at(-1)!.at }];
  const flush = { gatewayBoot, sequence, rows: rows.map(logLine), traffic: [], evidence: [], cells: [], spans };
  await core.serving.saveFlush(flush);
  const items = rows.map(({ requestId }, i) => ({ predictionId: requestId, actual: i % 2 }));
  await core.monitoring.feedback.record(actor, { body: { items } });
}
