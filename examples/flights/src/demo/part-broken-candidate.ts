import { endpointTable as api } from '@slipway/contracts';
import { airportsSeen, exportNarrowLookup } from '../export-narrow-lookup.js';
import { tableOf } from '../features.js';
import { monthRows, rowsFrom, westernHubs } from '../flights-data.js';
import type { FlightDelayModel } from '../train.js';
import { dataPlane } from './data-plane.js';
import type { Demo } from './part.js';
import { replayFlights } from './replay.js';
import { eventually, steady } from './steady.js';

const A_SECOND = 600;
const ONLY_AIRPORT = 'SAN';

/**
 * runBrokenCandidate deploys a version with a real mistake: its airport table holds only the airports that San Diego flies to, so
 * ONNX Runtime fails on every other one. It loads and warms up fine; the canary finds out and Slipway rolls it back.
 */
export async function runBrokenCandidate(demo: Demo, model: FlightDelayModel): Promise<void> {
  const { narrator, client, names, flights, receiver } = demo;
  narrator.part('A broken candidate: its airport table forgot most airports');
  const airports = airportsSeen(tableOf(flights, rowsFrom(flights, monthRows(flights, 5), [ONLY_AIRPORT])));
  const version = await steady(() =>
    client.uploadVersion(names.model, [{ name: 'model.onnx', content: exportNarrowLookup(model, airports) }], {
      description: `Knows only the ${airports.length} airports of ${ONLY_AIRPORT}'s flights: fails on every other`,
    }),
  );
  const rollout = await steady(() =>
    client.call(api.startRollout, {
      params: { name: names.endpoint },
      body: {
        version: version.version,
        steps: [{ weightBp: 1000, holdSeconds: 5 }, { weightBp: 5000, holdSeconds: 5 }, { weightBp: 10_000 }],
      },
    }),
  );
  narrator.milestone(`canary of version ${version.version} started at 10 %`, `/rollouts/${rollout.id}`);
  const alertsBefore = receiver.received.length;
  let ended = false;
  const replay = replayFlights(flights, rowsFrom(flights, monthRows(flights, 6), westernHubs), dataPlane(demo), {
    batch: 1,
    callers: 4,
    perSecond: A_SECOND,
    keepOn: () => !ended,
    onProgress: (done, total) => narrator.progress(`${done.toLocaleString('en')} flights`, done, total),
  });
  const outcome = await eventually('the broken canary to end', 90, async () => {
    const seen = await client.call(api.getRollout, { params: { id: rollout.id } });
    return seen.endedAt === null ? null : seen;
  }).finally(() => {
    ended = true;
  });
  const sent = await replay;
  if (outcome.state !== 'rolled_back')
    throw new Error(`The broken candidate should be rolled back: ${outcome.sentence}`);
  narrator.milestone(
    `rolled back after ${sent.failed} failed requests of ${sent.requests.toLocaleString('en')}: ${outcome.sentence}`,
    `/rollouts/${rollout.id}`,
  );
  await eventually('the roll-back alert at the receiver', 30, async () => receiver.received.length > alertsBefore);
  narrator.milestone(`alert received: ${receiver.received.at(-1)?.text.split('\n')[0]}`, '/alerts');
}
