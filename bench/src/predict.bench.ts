import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, type Bench } from './bench.js';
import { deployFlights } from './deploy-flights.js';
import { childEnv } from './env.js';
import { putLoad, type LoadResult, type LoadTarget } from './load.js';
import { makeDataFolder, removeDataFolder, startSlipway } from './running-slipway.js';

const ROUNDS = 5;
const CALLERS = 16;
const ROUND_MS = 3_000;

/** predictBench compares one-row predictions through the gateway (authenticated, counted, logged) with a bare server of the same model. */
export const predictBench: Bench = {
  name: 'predict',
  about: `one-row predictions, ${CALLERS} callers, in turns with a bare node:http + onnxruntime server`,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      const deployed = await deployFlights(slipway, folder);
      const body = JSON.stringify({ rows: [deployed.rows[0]] });
      const bare = await startBareServer(deployed.modelFile);
      const ours: LoadTarget = { url: deployed.predictUrl, headers: deployed.headers, body };
      const theirs: LoadTarget = { url: `http://127.0.0.1:${bare.port}/`, headers: {}, body };
      await putLoad(ours, CALLERS, 1_000);
      await putLoad(theirs, CALLERS, 1_000);
      const rounds: { slipway: LoadResult; reference: LoadResult }[] = [];
      for (let round = 0; round < ROUNDS; round += 1)
        rounds.push({
          slipway: await putLoad(ours, CALLERS, ROUND_MS),
          reference: await putLoad(theirs, CALLERS, ROUND_MS),
        });
      bare.stop();
      return [
        { name: 'through the gateway', value: median(rounds.map((r) => r.slipway.requestsPerSecond)), unit: 'req/s' },
        { name: 'bare server', value: median(rounds.map((r) => r.reference.requestsPerSecond)), unit: 'req/s' },
        {
          name: 'ratio',
          value: median(rounds.map((r) => r.slipway.requestsPerSecond / r.reference.requestsPerSecond)),
          unit: 'x',
        },
        { name: 'p50 through the gateway', value: median(rounds.map((r) => r.slipway.p50Ms)), unit: 'ms' },
        { name: 'p99 through the gateway', value: median(rounds.map((r) => r.slipway.p99Ms)), unit: 'ms' },
        { name: 'failed requests', value: rounds.reduce((sum, r) => sum + r.slipway.failed, 0), unit: '' },
      ];
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

async function startBareServer(modelFile: string): Promise<{ port: number; stop(): void }> {
  const entry = fileURLToPath(new URL('./bare-server.js', import.meta.url));
  const child = spawn(process.execPath, [entry, modelFile], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: childEnv(),
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { port: Number(line.toString()), stop: () => child.disconnect() };
}
