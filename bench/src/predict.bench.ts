import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, type Bench, type Figure } from './bench.js';
import { deployFlights, type DeployedFlights } from './deploy-flights.js';
import { childEnv } from './env.js';
import { putLoad, type LoadResult, type LoadTarget } from './load.js';
import { makeDataFolder, removeDataFolder, startSlipway } from './running-slipway.js';

const ROUNDS = 5;
const CALLERS = 16;
const ROUND_MS = 2_000;
const WARM_UP_MS = 2_000;
const BATCH_ROWS = 100;

/** predictBench compares predictions through the gateway (authenticated, counted, every row logged) with a bare server of the same model. */
export const predictBench: Bench = {
  name: 'predict',
  about: `${CALLERS} callers, in turns with a bare node:http + onnxruntime server`,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      const deployed = await deployFlights(slipway, folder);
      const bare = await startBareServer(deployed.modelFile);
      const compare = (rows: number) => compareInTurns(deployed, `http://127.0.0.1:${bare.port}/`, rows);
      const figures = [...(await compare(1)), ...(await compare(BATCH_ROWS))];
      bare.stop();
      return figures;
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

async function compareInTurns(deployed: DeployedFlights, bareUrl: string, rows: number): Promise<Figure[]> {
  const body = JSON.stringify({ rows: deployed.rows.slice(0, rows) });
  const ours: LoadTarget = { url: deployed.predictUrl, headers: deployed.headers, body };
  const theirs: LoadTarget = { url: bareUrl, headers: {}, body };
  await putLoad(ours, CALLERS, WARM_UP_MS);
  await putLoad(theirs, CALLERS, WARM_UP_MS);
  const rounds: { slipway: LoadResult; reference: LoadResult }[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({
      slipway: await putLoad(ours, CALLERS, ROUND_MS),
      reference: await putLoad(theirs, CALLERS, ROUND_MS),
    });
  const each = rows === 1 ? '1 row' : `${rows} rows`;
  const unit = 'req/s';
  return [
    { name: `${each}, through the gateway`, value: median(rounds.map((r) => r.slipway.requestsPerSecond)), unit },
    { name: `${each}, bare server`, value: median(rounds.map((r) => r.reference.requestsPerSecond)), unit },
    {
      name: `${each}, ratio`,
      value: median(rounds.map((r) => r.slipway.requestsPerSecond / r.reference.requestsPerSecond)),
      unit: 'x',
    },
    { name: `${each}, p50 through the gateway`, value: median(rounds.map((r) => r.slipway.p50Ms)), unit: 'ms' },
    { name: `${each}, p99 through the gateway`, value: median(rounds.map((r) => r.slipway.p99Ms)), unit: 'ms' },
    { name: `${each}, failed requests`, value: rounds.reduce((sum, r) => sum + r.slipway.failed, 0), unit: '' },
  ];
}

async function startBareServer(modelFile: string): Promise<{ port: number; stop(): void }> {
  const entry = fileURLToPath(new URL('./bare-server.js', import.meta.url));
  const child = spawn(process.execPath, [entry, modelFile], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: childEnv(),
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { port: Number(line.toString()), stop: () => child.disconnect() };
}
