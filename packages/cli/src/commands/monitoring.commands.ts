import { endpointTable } from '@slipway/contracts';
import { listed, pageOf, pageOptions, waitFor, type Answer, type Asked, type Command } from '../command.js';
import { numberText, textTable } from '../text-table.js';
import { versionNamed } from '../version-name.js';

/** monitoringCommands: what watches endpoints, and what it saw. */
export const monitoringCommands: readonly Command[] = [
  {
    words: 'monitors list',
    arguments: [],
    about: 'List monitors',
    options: { ...pageOptions, endpoint: { kind: 'text', about: 'of one endpoint' } },
    run: async (asked) =>
      listed(
        await asked
          .client()
          .call(endpointTable.listMonitors, { query: { ...pageOf(asked), endpoint: asked.option('endpoint') } }),
        [
          ['name', ({ name }) => name],
          ['kind', ({ kind }) => kind],
          ['endpoint', ({ endpoint }) => endpoint],
          ['state', ({ state, enabled }) => (enabled ? state : 'off')],
          ['because', ({ verdict }) => verdict],
        ],
      ),
  },
  {
    words: 'monitors run',
    arguments: ['MONITOR'],
    about: 'Compare every closed window now, and show the newest',
    run: async (asked) => {
      const params = { name: asked.argument('MONITOR') };
      const { job } = await asked.client().call(endpointTable.runMonitor, { params });
      await waitFor(asked, job);
      return drift(asked);
    },
  },
  {
    words: 'monitors baseline',
    arguments: ['MODEL@VERSION'],
    about: 'Build the reference profile that a drift monitor compares with',
    options: {
      dataset: { kind: 'text', about: 'the dataset, its newest version' },
      traffic: { kind: 'text', about: 'instead: an endpoint, by what it was asked in the last seven days' },
      from: { kind: 'text', about: 'of traffic: from this event time on, as 2026-01-31T00:00:00Z' },
      to: { kind: 'text', about: 'of traffic: before this event time' },
    },
    run: async (asked) => {
      const endpoint = asked.option('traffic');
      const [from, to] = [asked.option('from'), asked.option('to')];
      const body =
        endpoint === undefined
          ? { dataset: asked.required('dataset') }
          : { endpoint, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
      const client = asked.client();
      const { model, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
      const params = { name: model, version };
      const { job } = await client.call(endpointTable.buildBaseline, { params, body });
      const value = await waitFor(asked, job);
      return { value, text: `${model}@${version} is compared with ${body.dataset ?? `traffic of ${endpoint}`}.` };
    },
  },
  {
    words: 'drift',
    arguments: ['MONITOR'],
    about: 'What the newest window of a monitor shows, feature by feature',
    run: drift,
  },
  {
    words: 'monitors explain',
    arguments: ['MONITOR'],
    about: 'Why the newest window of a monitor is as it is: which rows moved, since when, new categories',
    run: explain,
  },
];

async function explain(asked: Asked): Promise<Answer> {
  const name = asked.argument('MONITOR');
  const client = asked.client();
  const { items } = await client.call(endpointTable.listMonitorRuns, { params: { name }, query: { limit: 1 } });
  const newest = items[0];
  if (newest === undefined) return { value: null, text: 'No window has closed yet.' };
  const params = { name, runId: newest.id };
  const { job } = await client.call(endpointTable.explainWindow, { params });
  await waitFor(asked, job);
  const value = await client.call(endpointTable.getRootCause, { params });
  const { causes = [], newCategories = [], notes = [] } = value.explanation ?? {};
  const told = causes.map(({ subject, measure, reference, current, beganAt, slices }) =>
    [
      `${subject}: ${measure}, ${numberText(reference)} to ${numberText(current)}${beganAt === null ? '' : `, since ${beganAt}`}`,
      ...slices.map((one) => `  ${one.feature} ${one.value}: ${(100 * one.contribution).toFixed(0)} % of the change`),
    ].join('\n'),
  );
  const unseen = newCategories.map(({ feature, rows, values }) =>
    [`${feature}: ${rows} rows with new values`, ...values.map((one) => `  ${one.value} ${one.rows}`)].join('\n'),
  );
  return { value, text: [newest.sentence, ...told, ...unseen, ...notes].join('\n') };
}

async function drift(asked: Asked): Promise<Answer> {
  const params = { name: asked.argument('MONITOR') };
  const { items } = await asked.client().call(endpointTable.listMonitorRuns, { params, query: { limit: 1 } });
  const newest = items[0];
  if (newest === undefined) return { value: null, text: 'No window has closed yet.' };
  const features = textTable(newest.features, [
    ['feature', ({ feature }) => feature],
    ['verdict', ({ verdict }) => verdict],
    ['effect', ({ effect }) => effect],
    ['at least', ({ effectLow }) => effectLow],
    ['adjusted p', ({ adjustedP }) => adjustedP],
  ]);
  const metrics = textTable(newest.metrics, [
    ['metric', ({ name }) => name],
    ['value', ({ value }) => value],
    ['low', ({ low }) => low],
    ['high', ({ high }) => high],
  ]);
  const head = `${newest.windowFrom} to ${newest.windowTo}, ${newest.rows} rows: ${newest.state}\n${newest.sentence}`;
  return {
    value: newest,
    text: [
      head,
      ...(newest.features.length > 0 ? [features] : []),
      ...(newest.metrics.length > 0 ? [metrics] : []),
    ].join('\n\n'),
  };
}
