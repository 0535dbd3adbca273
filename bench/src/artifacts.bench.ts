import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { timeMs, type Bench } from './bench.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { startRun } from './start-run.js';

const GB = 2;
const BLOCK = 1024 ** 2;
const BLOCKS = GB * 1024;
const REST_MS = 5_000;
const LOOK_EVERY_MS = 200;

/** artifactsBench sends a file of 2 GB through MLflow's artifact API, reads it back whole and in part, and watches the memory of all parts. */
export const artifactsBench: Bench = {
  name: 'artifacts',
  about: `one file of ${GB} GB in and out through MLflow's artifact API; growth is that of all parts together (PSS), PostgreSQL included`,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      const url = `${slipway.url}/api/2.0/mlflow-artifacts/artifacts/0/${await startRun(slipway)}/artifacts/big.bin`;
      const block = randomBytes(BLOCK);
      const digest = digestOfRepeated(block);
      await sleep(REST_MS);
      const sent = await watched(slipway, () => send(slipway, url, block));
      const received = await watched(slipway, async () => {
        if ((await read(slipway, url)) !== digest) throw new Error('other bytes came back than were sent');
      });
      const part = `bytes=${BLOCK * (BLOCKS - 1)}-${BLOCK * BLOCKS - 1}`;
      const partMs = await timeMs(async () => {
        if ((await read(slipway, url, part)) !== createHash('sha256').update(block).digest('hex'))
          throw new Error('other bytes came back than were asked for');
      });
      return [
        { name: 'sent, hashed and stored', value: (GB * 1024) / sent.seconds, unit: 'MB/s' },
        { name: 'read back and equal', value: (GB * 1024) / received.seconds, unit: 'MB/s' },
        { name: 'the last MB by a range', value: partMs, unit: 'ms' },
        { name: 'memory grew while sending', value: sent.grewMb, unit: 'MB', atMost: 150 },
        { name: 'memory grew while reading', value: received.grewMb, unit: 'MB', atMost: 150 },
      ];
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

/** How long work takes, and by how much the memory of all parts was above that before it, at its peak. */
async function watched(
  slipway: RunningSlipway,
  work: () => Promise<void>,
): Promise<{ seconds: number; grewMb: number }> {
  const before = (await slipway.resident()).pss;
  let peak = before;
  let isOver = false;
  const look = async (): Promise<void> => {
    while (!isOver) {
      peak = Math.max(peak, (await slipway.resident()).pss);
      await sleep(LOOK_EVERY_MS);
    }
  };
  const looking = look();
  const ms = await timeMs(work).finally(() => (isOver = true));
  await looking;
  return { seconds: ms / 1000, grewMb: peak - before };
}

async function send({ token }: RunningSlipway, url: string, block: Buffer): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-length': BLOCK * BLOCKS };
  const sent = request(url, { method: 'PUT', headers });
  Readable.from(repeated(block)).pipe(sent);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  if (answer.statusCode !== 200) throw new Error(`PUT answered ${answer.statusCode}`);
}

async function read({ token }: RunningSlipway, url: string, range?: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, ...(range !== undefined && { range }) };
  const [answer] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
  if (answer.statusCode !== (range === undefined ? 200 : 206)) throw new Error(`GET answered ${answer.statusCode}`);
  const hash = createHash('sha256');
  for await (const chunk of answer) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function* repeated(block: Buffer): Generator<Buffer> {
  for (let sent = 0; sent < BLOCKS; sent += 1) yield block;
}

function digestOfRepeated(block: Buffer): string {
  const hash = createHash('sha256');
  for (const each of repeated(block)) hash.update(each);
  return hash.digest('hex');
}
