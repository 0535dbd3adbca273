import type { AlertCondition, ConditionTopic } from '@slipway/contracts';
import type { Kit } from '../../kernel/kit.js';
import { claimLease } from '../../kernel/lease.js';
import { uuidv7 } from '../../kernel/uuid.js';
import type { Alarm } from '../alarm.js';
import type { ConditionRule, RulesRepository } from '../rules.repository.js';
import type { AlertText } from '../describe-event.js';
import { judgeCondition, type ConditionVerdict } from './judge-condition.js';
import { sumOf, type CountedMinute } from './simulate-condition.js';

const LEASE_SECONDS = 30;
const MINUTE_MS = 60_000;

/** EndpointMinutes is the traffic of one endpoint by minute, and since when there is such an endpoint. */
export interface EndpointMinutes {
  endpoint: string;
  since: Date;
  minutes: CountedMinute[];
}

/** TrafficAsked is what of which traffic is wanted: of one endpoint or of all (null); `slowerThanMs` makes `slower` count. */
export interface TrafficAsked {
  workspaceId: string;
  endpoint: string | null;
  from: Date;
  to: Date;
  slowerThanMs: number | null;
}

/** ReadTraffic reads what callers saw; shadows, whose answers nobody sees, are not in it. */
export type ReadTraffic = (asked: TrafficAsked) => Promise<EndpointMinutes[]>;

const titles: Readonly<Record<ConditionTopic, (endpoint: string) => string>> = {
  endpoint_errors: (endpoint) => `Errors at ${endpoint}`,
  endpoint_slow: (endpoint) => `${endpoint} is slow`,
  endpoint_silent: (endpoint) => `No requests at ${endpoint}`,
};

/** slowerThanOf is the milliseconds above which answers are counted for a topic; null when it looks at none. */
export const slowerThanOf = (topic: ConditionTopic, { limit }: AlertCondition): number | null =>
  topic === 'endpoint_slow' ? (limit ?? null) : null;

/** ConditionWatch looks at the traffic of endpoints and fires and ends the alerts of rules that have a condition. */
export class ConditionWatch {
  constructor(
    private readonly kit: Kit,
    private readonly rules: RulesRepository,
    private readonly alarm: Alarm,
    private readonly readTraffic: ReadTraffic,
  ) {}

  /** pass looks once at every rule; of several workers one does, the others return null. Answers how many alerts began or ended. */
  async pass(holder: string): Promise<number | null> {
    if ((await claimLease(this.kit.db, 'alerting.conditions', holder, LEASE_SECONDS)) === null) return null;
    let changes = 0;
    for (const rule of await this.rules.withCondition()) changes += await this.look(rule);
    return changes;
  }

  private async look(rule: ConditionRule): Promise<number> {
    const { workspaceId, endpoint, topic, condition } = rule;
    const to = this.kit.clock.now();
    const from = new Date(to.getTime() - condition.forMinutes * MINUTE_MS);
    const slowerThanMs = slowerThanOf(topic, condition);
    const traffic = await this.readTraffic({ workspaceId, endpoint, from, to, slowerThanMs });
    let changes = 0;
    for (const { endpoint: name, since, minutes } of traffic) {
      // What is younger than the span has not been silent for so long.
      if (topic === 'endpoint_silent' && since > from) continue;
      const verdict = judgeCondition(topic, condition, sumOf(minutes));
      if (await this.apply(rule, name, verdict)) changes += 1;
    }
    return changes + (await this.endForGone(rule, new Set(traffic.map(({ endpoint: name }) => name))));
  }

  private async apply(rule: ConditionRule, endpoint: string, { state, sentence }: ConditionVerdict): Promise<boolean> {
    if (state === 'unclear') return false;
    const key = keyOf(rule, endpoint);
    const at = this.kit.clock.now();
    return this.kit.db.transaction(async (tx) => {
      // One at a time a rule: a second worker, whose lease began while this one was slow, waits and finds the alert.
      if (!(await this.rules.lock(tx, rule.id))) return false;
      if (state === 'cleared') return (await this.alarm.end(tx, rule.workspaceId, key, endpoint, sentence)) > 0;
      const occasion = { id: uuidv7(), workspaceId: rule.workspaceId, endpoint, at };
      return this.alarm.keepFiring(tx, rule, occasion, textOf(rule, endpoint, sentence, key));
    });
  }

  /** Alerts of endpoints that are no more would never end by themselves. */
  private async endForGone(rule: ConditionRule, there: ReadonlySet<string>): Promise<number> {
    const open = await this.rules.openEndpoints(rule.id);
    const gone = open.filter((endpoint) => !there.has(endpoint));
    for (const endpoint of gone)
      await this.kit.db.transaction((tx) =>
        this.alarm.end(tx, rule.workspaceId, keyOf(rule, endpoint), endpoint, 'The endpoint is gone.'),
      );
    return gone.length;
  }
}

const keyOf = ({ id, topic }: ConditionRule, endpoint: string): string => `${topic}:${id}:${endpoint}`;

function textOf({ topic }: ConditionRule, endpoint: string, summary: string, dedupeKey: string): AlertText {
  const evidencePath = `/endpoints/${encodeURIComponent(endpoint)}`;
  return { topic, title: titles[topic](endpoint), summary, did: null, evidencePath, dedupeKey, isOver: false };
}
