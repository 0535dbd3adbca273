import {
  RolloutHook,
  RolloutPolicy,
  type NewRollout,
  type SentBodyOf,
  type rolloutsEndpoints,
} from '@slipway/contracts';

/** AdvancedStart is what of a start is written rather than chosen. */
export type AdvancedStart = Pick<SentBodyOf<typeof rolloutsEndpoints.startRollout>, 'policy' | 'hooks'>;

/** AdvancedExample is a piece of a policy that works as it is, but for the names of channels and addresses. */
export interface AdvancedExample {
  label: string;
  adds: AdvancedStart;
}

const usual = RolloutPolicy.parse({});
const { alpha, thetaHarm, thetaNi, pMax, badRequestBudget, failFirst, maxHoldSeconds, latencyFloorMs } = usual;

/** advancedExamples are what a policy can hold beyond the form. */
export const advancedExamples: readonly AdvancedExample[] = [
  {
    label: 'A Prometheus query',
    adds: {
      policy: {
        checks: [
          {
            name: 'queue-length',
            source: {
              kind: 'prometheus',
              url: 'http://prometheus:9090',
              query: 'max(queue_length{endpoint="{{endpoint}}", version="{{version}}"})',
            },
            max: 20,
          },
        ],
      },
    },
  },
  {
    label: 'A number from a webhook',
    adds: { policy: { checks: [{ name: 'complaints', source: { kind: 'webhook', channel: 'ops' }, max: 3 }] } },
  },
  {
    label: 'Latency as a multiple of stable’s',
    adds: {
      policy: {
        checks: [
          {
            name: 'p95-ratio',
            source: { kind: 'traffic', metric: 'p95_ms', relativeToStable: true },
            max: 1.5,
            onBreach: 'pause',
          },
        ],
      },
    },
  },
  {
    label: 'Wrong predictions',
    adds: { policy: { guardrails: [...usual.guardrails, 'wrong_predictions'], outcomes: { thetaNi: 1.25 } } },
  },
  {
    label: 'A business metric',
    adds: { policy: { metrics: [{ name: 'revenue', better: 'higher', margin: 0.05 }] } },
  },
  { label: 'Scores', adds: { policy: { scores: { maxDistance: 0.1 } } } },
  {
    label: 'Other limits',
    adds: {
      policy: { alpha, thetaHarm, thetaNi, pMax, badRequestBudget, failFirst, maxHoldSeconds, latencyFloorMs },
    },
  },
  {
    label: 'Ask a webhook before each step',
    adds: { hooks: [{ point: 'confirm_traffic_increase', channel: 'ops' }] },
  },
  { label: 'Tell a webhook of the end', adds: { hooks: [{ point: 'post_rollout', channel: 'ops' }] } },
];

/** withExample adds an example to what is written: lists grow, single values are replaced. Null while what is written cannot be read. */
export function withExample(written: string, { adds }: AdvancedExample): string | null {
  const parsed = parseJson(written);
  return 'error' in parsed ? null : JSON.stringify(merged(parsed.value, adds), null, 2);
}

/** readAdvanced reads what is written by the contract's schema, or lists all that is wrong with it; nothing written is nothing asked. */
export function readAdvanced(written: string): AdvancedStart | { errors: string[] } {
  const parsed = parseJson(written);
  if ('error' in parsed) return { errors: [parsed.error] };
  const { policy = {}, hooks = [], ...others } = parsed.value;
  const unknown = Object.keys(others).map((key) => `${key}: is neither policy nor hooks`);
  const [readPolicy, readHooks] = [RolloutPolicy.safeParse(policy), RolloutHook.array().max(20).safeParse(hooks)];
  const errors = [
    ...unknown,
    ...(readPolicy.error?.issues ?? []).map(({ path, message }) => `${pathOf('policy', path)}: ${message}`),
    ...(readHooks.error?.issues ?? []).map(({ path, message }) => `${pathOf('hooks', path)}: ${message}`),
  ];
  return errors.length > 0 ? { errors } : { policy: policy as NewRollout['policy'], hooks: hooks as RolloutHook[] };
}

/** PolicyField is one field that a policy may hold. */
export interface PolicyField {
  name: string;
  about: string;
  /** As JSON; null for one that has none. */
  usual: string | null;
}

/** policyFields are all fields of a policy with what they mean and what holds without them. */
export const policyFields: readonly PolicyField[] = Object.entries(RolloutPolicy.shape).map(([name, schema]) => {
  const value = (usual as Record<string, unknown>)[name];
  return { name, about: schema.description ?? '', usual: value === undefined ? null : JSON.stringify(value) };
});

type Fields = Record<string, unknown>;

function parseJson(written: string): { value: Fields } | { error: string } {
  if (written.trim() === '') return { value: {} };
  try {
    const value: unknown = JSON.parse(written);
    return isFields(value) ? { value } : { error: 'Write an object with policy, hooks or both.' };
  } catch (error) {
    return { error: `This is no JSON yet: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function merged(before: unknown, added: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(added)) {
    const known = new Set(before.map((one) => JSON.stringify(one)));
    return [...(before as unknown[]), ...added.filter((one) => !known.has(JSON.stringify(one)))];
  }
  if (!isFields(before) || !isFields(added)) return added;
  const both = Object.entries(added).map(([key, value]) => [key, merged(before[key], value)]);
  return { ...before, ...Object.fromEntries(both) };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const pathOf = (first: string, path: readonly PropertyKey[]): string => [first, ...path.map(String)].join('.');
