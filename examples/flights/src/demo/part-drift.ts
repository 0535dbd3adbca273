import { endpointTable as api, type MonitorRun } from '@slipway/contracts';
import { everyKth, monthRows, rowsFrom, westernHubs, type FlightRows } from '../flights-data.js';
import { parquetOf } from '../datasets.js';
import { tableOf } from '../features.js';
import { dataPlane, patientDataPlane } from './data-plane.js';
import { type EvaluatedVersion, evaluateVersion, LEAST_AUC } from './evaluate-version.js';
import type { Demo } from './part.js';
import { replayFlights } from './replay.js';
import { eventually, steady } from './steady.js';

const CALM_SAMPLE = 50;
const WEST_SAMPLE = 3;
const COMPARISON_SAMPLE = 20;
/** Steady traffic for two minutes: longer than the loop takes, also while a part of Slipway starts again. */
const JUNE_A_SECOND = 600;
const monthNames = ['January', 'February', 'March', 'April', 'May', 'June'];

/**
 * runDriftAndRetraining replays February to April (all flights: no alarm), then only flights of western hubs: distance drifts for
 * real, the alert goes out, the trigger trains a successor, and its canary is promoted on June's flights.
 */
export async function runDriftAndRetraining(demo: Demo): Promise<void> {
  const { narrator, flights, names, client } = demo;
  narrator.part(
    `Serve and watch: 1 in ${CALM_SAMPLE} of all flights of February to April, each with its own departure time`,
  );
  for (const month of [2, 3, 4] as const)
    await replayMonth(demo, month, everyKth(monthRows(flights, month), CALM_SAMPLE));

  narrator.part(`From May on only flights out of western hubs (${westernHubs.join(' ')}), 1 in ${WEST_SAMPLE}`);
  await replayMonth(demo, 5, everyKth(rowsFrom(flights, monthRows(flights, 5), westernHubs), WEST_SAMPLE));
  for (const month of [2, 3, 4]) {
    const run = await monthRun(demo, month);
    if (run.state !== 'ok')
      throw new Error(`${monthNames[month - 1]} should be calm, but the monitor says: ${run.sentence}`);
    narrator.milestone(`${monthNames[month - 1]}: ${run.sentence}`);
  }

  narrator.part(`June, western hubs, one flight a request: May closes, and Slipway acts by itself`);
  const june = rowsFrom(flights, monthRows(flights, 6), westernHubs);
  let closed = false;
  const replay = replayFlights(flights, june, dataPlane(demo), {
    batch: 1,
    callers: 6,
    perSecond: JUNE_A_SECOND,
    keepOn: () => !closed,
    onProgress: (done, total) => narrator.progress(`${done.toLocaleString('en')} flights of June`, done, total),
  });
  try {
    await watchTheLoopClose(demo, june);
  } finally {
    closed = true;
  }
  const sent = await replay;
  narrator.milestone(
    `${sent.requests.toLocaleString('en')} requests of June sent, ${sent.failed} failed`,
    `/endpoints/${names.endpoint}`,
  );
  const champion = await steady(() => client.call(api.getEndpoint, { params: { name: names.endpoint } }));
  narrator.milestone(`version ${champion.variants[0]?.version} is the new champion`);
}

async function replayMonth(demo: Demo, month: number, rows: FlightRows): Promise<void> {
  const sent = await replayFlights(demo.flights, rows, patientDataPlane(demo), {
    batch: 100,
    callers: 2,
    onProgress: (done, total) =>
      demo.narrator.progress(`${monthNames[month - 1]}: ${done.toLocaleString('en')} flights`, done, total),
  });
  demo.narrator.milestone(
    `${monthNames[month - 1]}: ${sent.rows.toLocaleString('en')} flights predicted, outcomes sent`,
  );
}

async function watchTheLoopClose(demo: Demo, june: FlightRows): Promise<void> {
  const { client, names, narrator, receiver } = demo;
  const may = await monthRun(demo, 5);
  if (may.state !== 'firing') throw new Error(`May should drift, but the monitor says: ${may.sentence}`);
  const distance = may.features.find((feature) => feature.feature === 'distance');
  narrator.milestone(`May: ${may.sentence}`, `/monitors/${names.monitor}/features/distance?run=${may.id}`);
  if (distance?.verdict !== 'drift') throw new Error('Distance should drift in May');
  const hurt = await monthRun(demo, 5, names.performance);
  narrator.milestone(`does it hurt? ${hurt.sentence}`, `/monitors/${names.performance}`);
  if (hurt.state !== 'firing') throw new Error('The western flights of May should be harder for the first version');
  await eventually('the drift alert at the receiver', 30, async () => receiver.received.length > 0);
  narrator.milestone(`alert received: ${receiver.received[0]?.text.split('\n')[0]}`, '/alerts');
  const run = await eventually('the training run', 90, async () => {
    const { items } = await client.call(api.listTrainingRuns, { query: { model: names.model } });
    if (items[0]?.state === 'failed') throw new Error(`Training failed: ${items[0].error}`);
    return items[0]?.state === 'done' ? items[0] : null;
  });
  narrator.milestone(
    `trainer made version ${run.version} from ${run.dataRows?.toLocaleString('en')} labelled flights`,
    `/training-runs/${run.id}`,
  );
  const rollout = await eventually(
    'the canary',
    30,
    async () => (await client.call(api.listRollouts, { query: { endpoint: names.endpoint } })).items[0],
  );
  narrator.milestone(`canary of version ${rollout.toVersion} started at 10 %`, `/rollouts/${rollout.id}`);
  await compareOnJune(demo, june, rollout.fromVersion, rollout.toVersion);
  const ended = await eventually('the canary to end', 120, async () => {
    const seen = await client.call(api.getRollout, { params: { id: rollout.id } });
    return seen.endedAt === null ? null : seen;
  });
  if (ended.state !== 'promoted') throw new Error(`The good candidate should be promoted: ${ended.sentence}`);
  narrator.milestone(`promoted: ${ended.sentence}`, `/rollouts/${rollout.id}`);
}

const gateWords = ({ verdict }: EvaluatedVersion): string => `(gate of ${LEAST_AUC} ${verdict})`;

/** compareOnJune measures champion and candidate on flights that neither learned from. */
async function compareOnJune(demo: Demo, june: FlightRows, champion: number, candidate: number): Promise<void> {
  const { client, names, narrator, flights } = demo;
  const content = parquetOf(tableOf(flights, everyKth(june, COMPARISON_SAMPLE)));
  const dataset = await steady(() => client.uploadDataset(names.june, { name: 'june-west.parquet', content }));
  const before = await evaluateVersion(demo, champion, names.june);
  const after = await evaluateVersion(demo, candidate, names.june);
  narrator.milestone(
    `on ${dataset.rows.toLocaleString('en')} western flights of June: AUC ${after.auc.toFixed(3)} ${gateWords(after)}, version ${champion} has ${before.auc.toFixed(3)} ${gateWords(before)}`,
    `/evaluations/${after.id}`,
  );
}

function monthRun({ client, names }: Demo, month: number, name = names.monitor): Promise<MonitorRun> {
  const from = `2001-0${month}-01`;
  return eventually(`${name} to look at ${monthNames[month - 1]}`, 60, async () => {
    const { items } = await client.call(api.listMonitorRuns, { params: { name }, query: {} });
    return items.find((run) => run.windowFrom.startsWith(from));
  });
}
