import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@slipway/client';
import { endpointTable, Runtime, type Rollout } from '@slipway/contracts';
import {
  listed,
  pageOf,
  pageOptions,
  shown,
  waitFor,
  type Answer,
  type Asked,
  type Command,
  type Option,
} from '../command.js';
import { exitCodes } from '../explain-error.js';
import { fileText } from '../file-text.js';
import { jsonObjectOf } from '../json-text.js';
import { namedNumbers } from '../named-values.js';
import { textTable } from '../text-table.js';
import { UsageError } from '../usage-error.js';
import { versionNamed } from '../version-name.js';
import { templateNamed } from './rollout-templates.commands.js';

/** Each act on a rollout with its operation. */
const acts = [
  ['pause', 'Keep the weight and stop deciding', endpointTable.pauseRollout],
  ['resume', 'Go on deciding', endpointTable.resumeRollout],
  ['skip', 'Go to the next step now, without waiting for proof', endpointTable.skipRolloutStep],
  ['abort', 'Return all traffic to stable now', endpointTable.abortRollout],
] as const;

const LOOK_EVERY_MS = 500;

/** What a start takes besides its options. */
const fileOption: Readonly<Record<'file', Option>> = {
  file: {
    kind: 'text',
    about:
      'JSON with what else the API takes: cohorts, rules, policy with checks, hooks, another strategy; - for the input',
  },
};

/** rolloutsCommands: the move of an endpoint to a candidate; a rollout is named by its endpoint, the newest counts. */
export const rolloutsCommands: readonly Command[] = [
  {
    words: 'rollout list',
    arguments: [],
    about: 'List rollouts, newest first',
    options: { ...pageOptions, endpoint: { kind: 'text', about: 'of one endpoint' } },
    run: async (asked) =>
      listed(
        await asked
          .client()
          .call(endpointTable.listRollouts, { query: { ...pageOf(asked), endpoint: asked.option('endpoint') } }),
        [
          ['endpoint', ({ endpoint }) => endpoint],
          ['state', ({ state }) => state],
          ['to', ({ toModel, toVersion }) => `${toModel}@${toVersion}`],
          ['weight', ({ wantedBp }) => `${wantedBp / 100}%`],
          ['because', ({ sentence }) => sentence],
        ],
      ),
  },
  {
    words: 'rollout start',
    arguments: ['ENDPOINT', 'MODEL@VERSION'],
    about: 'Start a canary, or what a template says; exit code 3 when a gate refuses',
    options: {
      template: { kind: 'text', about: 'begin with a way to roll out, see rollout-template list' },
      step: {
        kind: 'many',
        about: 'PERCENT:SECONDS, such as 10:60; default 1, 5, 10, 25 and 50 % for 60 s each, then all',
      },
      ...fileOption,
      force: { kind: 'text', about: 'why the gates do not count this time; needs the scope approve' },
      'override-freeze': { kind: 'text', about: 'why a freeze does not hold it up; needs the scope approve' },
      runtime: {
        kind: 'text',
        about: `where the candidate runs from now on: ${Runtime.options.join(', ')}; default as the endpoint does`,
      },
      container: { kind: 'many', about: 'NAME=NUMBER of its containers, such as memoryMb=256 or replicas=2' },
    },
    run: startRollout,
  },
  {
    words: 'rollout test',
    arguments: ['ENDPOINT'],
    about:
      'Start an A/B test of several versions, decided by a metric that comes with feedback; exit code 3 when a gate refuses',
    options: {
      candidate: { kind: 'many', about: 'VERSION:PERCENT, such as 14:20; stable has the rest' },
      goal: { kind: 'text', about: 'the metric that decides' },
      better: { kind: 'text', about: 'higher or lower (default higher)' },
      hours: { kind: 'text', about: 'no winner before (default 1)' },
      days: { kind: 'text', about: 'a person decides after (default 14)' },
      ...fileOption,
    },
    run: startTest,
  },
  {
    words: 'rollout promote',
    arguments: ['ENDPOINT'],
    about: 'Give the candidate all traffic now',
    options: {
      why: { kind: 'text', about: 'kept in the log' },
      version: { kind: 'text', about: 'which candidate of an A/B test' },
    },
    run: async (asked) => {
      const client = asked.client();
      const { id } = await newestOf(client, asked.argument('ENDPOINT'));
      const body = { why: asked.option('why'), version: numberOf(asked, 'version') };
      return shownRollout(await client.call(endpointTable.promoteRollout, { params: { id }, body }));
    },
  },
  {
    words: 'rollout replay',
    arguments: ['ENDPOINT', 'MODEL@VERSION'],
    about: 'Send logged requests to a version before any user sees it, and tell how its answers differ',
    options: {
      rows: { kind: 'text', about: 'at most so many of the newest logged rows (default 1000)' },
      hours: { kind: 'text', about: 'only rows of so many hours back (default: all of the log)' },
    },
    run: replayTraffic,
  },
  {
    words: 'rollout simulate',
    arguments: [],
    about: 'Tell how often a policy rolls good candidates back, and how soon bad ones',
    options: {
      rate: { kind: 'text', about: 'requests a second (default 100)' },
      'error-rate': { kind: 'text', about: 'how often the stable version fails (default 0.005)' },
      keys: { kind: 'text', about: 'how many routing keys callers have (default: requests have none)' },
      ratio: { kind: 'many', about: 'how many times as often a candidate fails (default 1, 2, 4 and 10)' },
      step: { kind: 'many', about: 'PERCENT:SECONDS, as in rollout start' },
      alpha: { kind: 'text', about: 'chance of a wrong rollback (default 0.05)' },
      'harm-above': { kind: 'text', about: 'errors up to this multiple of stable are no harm (default 1.25)' },
      seconds: { kind: 'text', about: 'how long each rollout is watched (default 1800)' },
    },
    run: simulateRollout,
  },
  {
    words: 'rollout simulate-test',
    arguments: [],
    about: 'Tell how long an A/B test takes to find a better candidate, and how often a wrong one wins',
    options: {
      callers: { kind: 'text', about: 'callers with a value a day (default 10000)' },
      mean: { kind: 'text', about: 'of the metric at stable (default 0.1)' },
      deviation: { kind: 'text', about: 'standard deviation of single values (default 0.3, that of a rate of 0.1)' },
      change: { kind: 'many', about: 'how much higher one candidate is, in percent (default 0, 2, 5 and 10)' },
      candidates: { kind: 'text', about: 'how many there are, the others equal to stable (default 1)' },
      share: { kind: 'text', about: 'of each candidate in percent (default 50)' },
      days: { kind: 'text', about: 'a person decides after (default 14)' },
      alpha: { kind: 'text', about: 'chance of a wrong winner (default 0.05)' },
    },
    run: simulateTest,
  },
  {
    words: 'rollout status',
    arguments: ['ENDPOINT'],
    about: 'Show the newest rollout of an endpoint',
    run: async (asked) => shownRollout(await newestOf(asked.client(), asked.argument('ENDPOINT'))),
  },
  {
    words: 'rollout override-freeze',
    arguments: ['ENDPOINT'],
    about: 'Let a rollout go on though it is frozen; needs the scope approve',
    options: { why: { kind: 'text', about: 'kept in the log' } },
    run: async (asked) => {
      const client = asked.client();
      const { id } = await newestOf(client, asked.argument('ENDPOINT'));
      const body = { why: asked.option('why') ?? '' };
      return shownRollout(await client.call(endpointTable.overrideFreeze, { params: { id }, body }));
    },
  },
  {
    words: 'rollout wait',
    arguments: ['ENDPOINT'],
    about: 'Watch the newest rollout to its end; exit code 1 when the candidate was not promoted',
    run: waitForEnd,
  },
  ...acts.map(([verb, about, operation]): Command => ({
    words: `rollout ${verb}`,
    arguments: ['ENDPOINT'],
    about,
    options: { why: { kind: 'text', about: 'kept in the log' } },
    run: async (asked) => {
      const client = asked.client();
      const { id } = await newestOf(client, asked.argument('ENDPOINT'));
      return shownRollout(await client.call(operation, { params: { id }, body: { why: asked.option('why') } }));
    },
  })),
];

async function startRollout(asked: Asked): Promise<Answer> {
  const steps = asked.many('step').map(stepOf);
  const [why, freezeWhy] = [asked.option('force'), asked.option('override-freeze')];
  const client = asked.client();
  const runsOn = runtimeOf(asked);
  const version = await versionNamed(client, asked.argument('MODEL@VERSION'));
  const template = asked.option('template');
  const rollout = await client.call(endpointTable.startRollout, {
    params: { name: asked.argument('ENDPOINT') },
    body: {
      ...(template !== undefined && (await templateNamed(client, template))),
      ...(await restAsked(asked)),
      ...version,
      runsOn,
      ...(steps.length > 0 && { steps }),
      ...(why !== undefined && { force: { why } }),
      ...(freezeWhy !== undefined && { overrideFreeze: { why: freezeWhy } }),
    },
  });
  return shownRollout(rollout);
}

/** The rest of a start's body; what is wrong with it the API says field by field. */
async function restAsked(asked: Asked): Promise<object> {
  const file = asked.option('file');
  return file === undefined ? {} : jsonObjectOf(await fileText(asked, file), file);
}

async function waitForEnd(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const params = { id: (await newestOf(client, asked.argument('ENDPOINT'))).id };
  for (let said = ''; ; await pause(LOOK_EVERY_MS)) {
    const rollout = await client.call(endpointTable.getRollout, { params });
    if (rollout.sentence !== said) asked.note(`${rollout.state}: ${rollout.sentence}`);
    said = rollout.sentence;
    if (rollout.endedAt === null) continue;
    return { ...shownRollout(rollout), exitCode: rollout.state === 'promoted' ? exitCodes.done : exitCodes.failed };
  }
}

function runtimeOf(asked: Asked): { runtime: Runtime; container?: Record<string, number> } | undefined {
  const [said, container] = [asked.option('runtime'), namedNumbers(asked.many('container'))];
  if (said === undefined) {
    if (Object.keys(container).length > 0) throw new UsageError('--container goes with --runtime');
    return undefined;
  }
  const runtime = Runtime.safeParse(said);
  if (!runtime.success) throw new UsageError(`--runtime is one of ${Runtime.options.join(', ')}, not ${said}`);
  return { runtime: runtime.data, ...(runtime.data !== 'embedded' && { container }) };
}

async function startTest(asked: Asked): Promise<Answer> {
  const [hours, days] = [numberOf(asked, 'hours'), numberOf(asked, 'days')];
  const better = asked.option('better') ?? 'higher';
  if (better !== 'higher' && better !== 'lower') throw new UsageError(`--better is higher or lower, not ${better}`);
  const rollout = await asked.client().call(endpointTable.startRollout, {
    params: { name: asked.argument('ENDPOINT') },
    body: {
      ...(await restAsked(asked)),
      strategy: 'ab_test',
      arms: asked.many('candidate').map(candidateOf),
      goal: { metric: asked.option('goal') ?? '', better },
      ...(hours !== undefined && { minSeconds: Math.round(hours * 3_600) }),
      ...(days !== undefined && { maxSeconds: Math.round(days * 86_400) }),
    },
  });
  return shownRollout(rollout);
}

async function replayTraffic(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const candidate = await versionNamed(client, asked.argument('MODEL@VERSION'));
  const { job, replay } = await client.call(endpointTable.startReplay, {
    params: { name: asked.argument('ENDPOINT') },
    body: { ...candidate, rows: numberOf(asked, 'rows'), hours: numberOf(asked, 'hours') },
  });
  await waitFor(asked, job);
  const done = await client.call(endpointTable.getReplay, { params: { id: replay.id } });
  const report = done.report!;
  const { onlyStable, onlyCandidate, both } = report.failures;
  const latency = ({ p50Ms, p95Ms, p99Ms }: typeof report.stableLatency): string =>
    [p50Ms, p95Ms, p99Ms].map((ms) => (ms === null ? '-' : ms.toPrecision(3))).join(' / ');
  return shown(done, {
    endpoint: done.endpoint,
    of: `v${done.fromVersion} and ${done.toModel}@${done.toVersion}`,
    requests: report.pairs,
    'same answer': report.agreed,
    'largest difference': report.largestDifference,
    failed: `${onlyStable} at stable only, ${onlyCandidate} at the candidate only, ${both} at both`,
    'stable p50 / p95 / p99 ms': latency(report.stableLatency),
    'candidate p50 / p95 / p99 ms': latency(report.candidateLatency),
  });
}

async function simulateRollout(asked: Asked): Promise<Answer> {
  const [steps, ratios] = [asked.many('step').map(stepOf), asked.many('ratio').map((text) => Number(text))];
  const simulation = await asked.client().call(endpointTable.simulateRollout, {
    body: {
      requestsPerSecond: numberOf(asked, 'rate'),
      errorRate: numberOf(asked, 'error-rate'),
      keys: numberOf(asked, 'keys'),
      horizonSeconds: numberOf(asked, 'seconds'),
      policy: { alpha: numberOf(asked, 'alpha'), thetaHarm: numberOf(asked, 'harm-above') },
      ...(steps.length > 0 && { steps }),
      ...(ratios.length > 0 && { ratios }),
    },
  });
  const text = textTable(simulation.curves, [
    ['errors', ({ ratio }) => `${ratio}x`],
    ['rolled back', ({ rolledBack }) => percentOf(rolledBack)],
    ['promoted', ({ promoted }) => percentOf(promoted)],
    ['s to roll back', ({ secondsToRollBack }) => secondsToRollBack],
    ['s to promote', ({ secondsToPromote }) => secondsToPromote],
    ['bad requests', ({ badRequests }) => badRequests],
    ['simulated', ({ runs }) => runs],
  ]);
  return { value: simulation, text };
}

async function simulateTest(asked: Asked): Promise<Answer> {
  const changes = asked.many('change').map((text) => Number(text) / 100);
  const share = numberOf(asked, 'share');
  const simulation = await asked.client().call(endpointTable.simulateTest, {
    body: {
      callersPerDay: numberOf(asked, 'callers'),
      mean: numberOf(asked, 'mean'),
      deviation: numberOf(asked, 'deviation'),
      candidates: numberOf(asked, 'candidates'),
      maxDays: numberOf(asked, 'days'),
      policy: { alpha: numberOf(asked, 'alpha') },
      ...(share !== undefined && { shareBp: Math.round(share * 100) }),
      ...(changes.length > 0 && { changes }),
    },
  });
  const text = textTable(simulation.curves, [
    ['change', ({ change }) => percentOf(change)],
    ['won', ({ won }) => percentOf(won)],
    ['a wrong one won', ({ wonWrongly }) => percentOf(wonWrongly)],
    ['all taken out', ({ rolledBack }) => percentOf(rolledBack)],
    ['days to win', ({ daysToWin }) => daysToWin],
    ['callers to win', ({ callersToWin }) => callersToWin],
    ['simulated', ({ runs }) => runs],
  ]);
  return { value: simulation, text };
}

const percentOf = (share: number): string => `${Math.round(share * 1_000) / 10}%`;

function numberOf(asked: Asked, name: string): number | undefined {
  const text = asked.option(name);
  if (text !== undefined && (text.trim() === '' || !Number.isFinite(Number(text))))
    throw new UsageError(`--${name} is a number, not ${text}`);
  return text === undefined ? undefined : Number(text);
}

function candidateOf(text: string): { version: number; weightBp: number } {
  const [version = '', percent = ''] = /^v?(\d+):(\d+(?:\.\d+)?)$/.exec(text)?.slice(1) ?? [];
  if (version === '') throw new UsageError(`A candidate is VERSION:PERCENT such as 14:20, not ${text}`);
  return { version: Number(version), weightBp: Math.round(Number(percent) * 100) };
}

function stepOf(text: string): { weightBp: number; holdSeconds: number } {
  const [percent = '', seconds = ''] = /^(\d+(?:\.\d+)?):(\d+)$/.exec(text)?.slice(1) ?? [];
  if (percent === '') throw new UsageError(`A step is PERCENT:SECONDS such as 10:60, not ${text}`);
  return { weightBp: Math.round(Number(percent) * 100), holdSeconds: Number(seconds) };
}

async function newestOf(client: Client, endpoint: string): Promise<Rollout> {
  const { items } = await client.call(endpointTable.listRollouts, { query: { endpoint, limit: 1 } });
  if (items[0] === undefined) throw new Error(`${endpoint} never had a rollout`);
  return items[0];
}

const shownRollout = (rollout: Rollout): Answer =>
  shown(rollout, {
    rollout: rollout.id,
    endpoint: rollout.endpoint,
    state: rollout.state,
    from: `${rollout.model}@${rollout.fromVersion}`,
    to: rollout.arms.length === 0 ? `${rollout.toModel}@${rollout.toVersion}` : rollout.arms.map(armText).join(', '),
    weight: `${rollout.wantedBp / 100}%`,
    because: rollout.sentence,
  });

const armText = ({ model, version, dropped, leads, weightBp }: Rollout['arms'][number]): string =>
  `${model}@${version} ${dropped !== null ? 'taken out' : `${weightBp / 100}%${leads ? ' leads' : ''}`}`;
