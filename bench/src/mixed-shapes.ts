import type { Figure } from './bench.js';
import { denseColumns } from './dense-model.js';
import type { LoadTarget } from './load.js';

const REQUESTS = 10_000;
const AT_ONCE = 256;
const MOST_ROWS = 8;
const ROUNDING = 1e-5;

/** inferBody is a request of `rows` rows; `from` makes each its own. */
export function inferBody(rows: number, from = 0): string {
  const data = Array.from({ length: rows * denseColumns }, (_, i) => Number(Math.cos(from + i).toFixed(4)));
  return JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [rows, denseColumns], data }] });
}

/** compareMixedShapes sends 10,000 requests of 1 to 8 rows, 256 at once, where runs are joined, and holds each answer against that of a run of its own. */
export async function compareMixedShapes(joined: LoadTarget, alone: LoadTarget): Promise<Figure[]> {
  let next = 0;
  let wrong = 0;
  const caller = async (): Promise<void> => {
    while (next < REQUESTS) {
      const index = next++;
      const body = inferBody(1 + (index % MOST_ROWS), index);
      const [together, single] = await Promise.all([outputOf(joined, body), outputOf(alone, body)]);
      wrong += Number(
        together.length !== single.length || together.some((y, i) => Math.abs(y - single[i]!) > ROUNDING),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  return [
    { name: 'requests of mixed shapes, runs joined', value: REQUESTS, unit: '' },
    { name: 'of them not answered as by a run of their own', value: wrong, unit: '' },
  ];
}

async function outputOf({ url, headers }: LoadTarget, body: string): Promise<number[]> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  if (!answer.ok) return [];
  return ((await answer.json()) as { outputs: [{ data: number[] }] }).outputs[0].data;
}
