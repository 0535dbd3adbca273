import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import type { TriggerPast } from './backtest-trigger.js';
import type { ConditionFacts } from './judge-condition.js';
import { inputOf, type RetrainingRepository } from './retraining.repository.js';
import type { TrainingDeps } from './steps/step.js';
import type { WatchedCondition } from './triggers.repository.js';

const DAY_MS = 86_400_000;

/** Considered is the trigger that facts are gathered for. */
interface Considered {
  conditions: readonly WatchedCondition[];
  input: unknown;
  createdAt: Date;
  lastFiredAt: Date | null;
  now: Date;
  actor: Actor;
}

/** gatherEvidence reads what the conditions of a trigger are held against, in the transaction that decides: many at once would wait for each other's second connection. */
export async function gatherEvidence(
  tx: Tx,
  { alarms, registry, serving }: Pick<TrainingDeps, 'alarms' | 'registry' | 'serving'>,
  runs: RetrainingRepository,
  trigger: Considered,
): Promise<ConditionFacts> {
  const { conditions, now, actor } = trigger;
  const input = inputOf(trigger);
  const monitors = conditions.flatMap((one) =>
    'monitor' in one ? [{ name: one.monitor, id: one.monitorId ?? '' }] : [],
  );
  const newest =
    monitors.length === 0
      ? new Map()
      : await alarms.newest(
          monitors.map(({ id }) => id),
          tx,
        );
  return {
    now,
    since: trigger.lastFiredAt ?? trigger.createdAt,
    alarms: new Map(monitors.filter(({ id }) => newest.has(id)).map(({ name, id }) => [name, newest.get(id)])),
    newLabels: await newLabels(),
    newestVersionAt: conditions.some(({ kind }) => kind === 'staleness')
      ? await registry.newestVersionAt(actor, input.model, tx)
      : null,
  };

  async function newLabels(): Promise<number> {
    const most = Math.max(0, ...conditions.map((one) => (one.kind === 'labels' ? one.rows : 0)));
    if (most === 0 || input.endpoint === undefined) return 0;
    const { id } = await serving.requireEndpoint(actor, input.endpoint, tx);
    const since = await runs.lastRunOfModel(actor.workspaceId, input.model, tx);
    return alarms.newOutcomes(id, since ?? new Date(0), most, tx);
  }
}

/** gatherPast reads what a trigger is tried on: the days before the newest event of what it watches. */
export async function gatherPast(
  { alarms, monitoring, serving }: Pick<TrainingDeps, 'alarms' | 'monitoring' | 'serving'>,
  actor: Actor,
  trigger: { conditions: readonly WatchedCondition[]; input: unknown },
  days: number,
  now: Date,
): Promise<TriggerPast> {
  const { endpoint } = inputOf(trigger);
  const names = new Map(
    trigger.conditions.flatMap((one) => ('monitor' in one ? [[one.monitorId ?? '', one.monitor]] : [])),
  );
  const id = endpoint === undefined ? null : (await serving.requireEndpoint(actor, endpoint)).id;
  const ends = [id && (await monitoring.eventSpan(id))?.lastAt, await alarms.lastWindow([...names.keys()])];
  const newest = ends.filter((end) => end instanceof Date).toSorted((a, b) => b.getTime() - a.getTime())[0];
  const to = newest ?? now;
  const span = { from: new Date(to.getTime() - days * DAY_MS), to };
  const windows = await alarms.windows([...names.keys()], span);
  return {
    ...span,
    windows: windows.map(({ monitorId, ...window }) => ({ ...window, monitor: names.get(monitorId) ?? '' })),
    outcomes: id === null ? [] : await alarms.outcomesByHour(id, span),
  };
}
