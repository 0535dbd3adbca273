import { endpointTable as api } from '@slipway/contracts';
import { csvOf, parquetOf } from '../datasets.js';
import { exportFlightDelayModel } from '../export-onnx.js';
import { tableOf } from '../features.js';
import { everyKth, monthRows } from '../flights-data.js';
import { splitJanuary } from '../split-flights.js';
import { measureFlightDelayModel, trainFlightDelayModel, type FlightDelayModel } from '../train.js';
import { evaluateVersion, LEAST_AUC } from './evaluate-version.js';
import { jobDone } from './job-done.js';
import type { Demo } from './part.js';
import { eventually, steady } from './steady.js';

const BASELINE_SAMPLE = 10;
const EVALUATION_SAMPLE = 5;

/** runRegisterAndDeploy trains on January, registers, evaluates, profiles and serves the first champion, and sets the watch on it. */
export async function runRegisterAndDeploy(demo: Demo): Promise<FlightDelayModel> {
  const { narrator, client, names, flights } = demo;
  narrator.part('Register: train on January, and upload');
  const split = splitJanuary(flights);
  const model = trainFlightDelayModel(tableOf(flights, split.training));
  const quality = measureFlightDelayModel(model, tableOf(flights, split.heldOut));
  narrator.milestone(
    `trained on ${split.training.length.toLocaleString('en')} flights; held-out AUC ${quality.auc.toFixed(3)} on ${quality.rows.toLocaleString('en')}`,
  );
  const version = await steady(() =>
    client.uploadVersion(names.model, [{ name: 'model.onnx', content: exportFlightDelayModel(model) }], {
      metrics: { auc_held_out: quality.auc },
      description: 'Boosted trees on January 2001: will a flight arrive more than 15 minutes late?',
    }),
  );
  await steady(() =>
    client.call(api.setAlias, { params: { name: names.model, alias: 'champion' }, body: { version: version.version } }),
  );
  narrator.milestone(
    `version ${version.version} registered, ${version.digest.slice(0, 19)}`,
    `/models/${names.model}/versions/${version.version}`,
  );

  narrator.part('Evaluate: January in Parquet and CSV');
  const january = await steady(() =>
    client.uploadDataset(names.january, {
      name: 'january.parquet',
      content: parquetOf(tableOf(flights, everyKth(monthRows(flights, 1), BASELINE_SAMPLE))),
    }),
  );
  const heldOut = await steady(() =>
    client.uploadDataset(names.heldOut, {
      name: 'held-out.csv',
      content: new TextEncoder().encode(csvOf(tableOf(flights, everyKth(split.heldOut, EVALUATION_SAMPLE)))),
    }),
  );
  narrator.milestone(
    `datasets of ${january.rows.toLocaleString('en')} and ${heldOut.rows.toLocaleString('en')} flights`,
    `/datasets/${names.january}`,
  );
  await evaluate(demo, version.version);

  narrator.part('Deploy: profile January, open the endpoint, set the watch');
  const baseline = await steady(() =>
    client.call(api.buildBaseline, {
      params: { name: names.model, version: version.version },
      body: { dataset: names.january },
    }),
  );
  await jobDone(demo, baseline.job.id, 'the baseline');
  await steady(() =>
    client.call(api.createEndpoint, {
      body: {
        name: names.endpoint,
        model: names.model,
        version: version.version,
        description: 'Will this flight arrive late?',
      },
    }),
  );
  await eventually(
    'the endpoint to serve',
    30,
    async () => (await client.call(api.getEndpoint, { params: { name: names.endpoint } })).status === 'serving',
  );
  narrator.milestone('endpoint serves', `/endpoints/${names.endpoint}`);
  await setTheWatch(demo);
  return model;
}

async function evaluate(demo: Demo, version: number): Promise<void> {
  const { id, auc, verdict } = await evaluateVersion(demo, version, demo.names.heldOut);
  if (verdict !== 'passed') throw new Error(`The evaluation did not pass: AUC ${auc.toFixed(3)}`);
  demo.narrator.milestone(`evaluated: AUC ${auc.toFixed(3)}, gate of ${LEAST_AUC} passed`, `/evaluations/${id}`);
}

/** setTheWatch adds monitor, channel, rules and trigger. */
async function setTheWatch({ client, names, narrator, receiver }: Demo): Promise<void> {
  await steady(() =>
    client.call(api.createMonitor, {
      body: { name: names.monitor, endpoint: names.endpoint, window: 'month', closeBy: 'watermark', everySeconds: 2 },
    }),
  );
  await steady(() =>
    client.call(api.createMonitor, {
      body: {
        name: names.performance,
        kind: 'performance',
        metric: 'auc',
        limit: LEAST_AUC,
        positive: 'late',
        endpoint: names.endpoint,
        window: 'month',
        closeBy: 'watermark',
        everySeconds: 2,
      },
    }),
  );
  await steady(() =>
    client.call(api.createChannel, { body: { name: names.channel, kind: 'slack', url: receiver.url } }),
  );
  const topics = [
    { name: names.rules.drift, topic: 'drift', severity: 'warning' },
    { name: names.rules.rolledBack, topic: 'rollout_rolled_back', severity: 'critical' },
    { name: names.rules.promoted, topic: 'rollout_promoted', severity: 'info' },
  ] as const;
  for (const rule of topics)
    await steady(() =>
      client.call(api.createRule, { body: { ...rule, endpoint: names.endpoint, channels: [names.channel] } }),
    );
  await steady(() =>
    client.call(api.createTrigger, {
      body: {
        name: names.trigger,
        trainer: 'flight-delay',
        conditions: [{ kind: 'drift', monitor: names.monitor }],
        input: { model: names.model, endpoint: names.endpoint, windowDays: 31 },
        thenRollOut: {
          steps: [
            { weightBp: 1000, holdSeconds: 4 },
            { weightBp: 5000, holdSeconds: 4 },
            { weightBp: 10_000, holdSeconds: 0 },
          ],
        },
      },
    }),
  );
  narrator.milestone(
    'monitors of drift and of AUC, Slack channel, alert rules and retraining trigger are set',
    `/monitors/${names.monitor}`,
  );
}
