import type { AliasPeriod } from '@slipway/contracts';

/** TimelineSpan is one stay of a version under a name; `start` and `end` are shares of the shown time, 0 to 1. */
export interface TimelineSpan {
  version: number;
  start: number;
  end: number;
  period: AliasPeriod;
}

/** TimelineLane is one alias or stage with all its stays, in the order of time. */
export interface TimelineLane {
  kind: AliasPeriod['kind'];
  name: string;
  spans: TimelineSpan[];
}

/** AliasTimeline is who held which alias and stage from `fromMs` to `toMs`; no lanes when nothing was ever held. */
export interface AliasTimeline {
  fromMs: number;
  toMs: number;
  lanes: TimelineLane[];
}

/** aliasTimeline lays periods on one time axis that ends at `now` (milliseconds since 1970); champion first, then aliases, then stages by name. */
export function aliasTimeline(periods: readonly AliasPeriod[], now: number): AliasTimeline {
  const fromMs = Math.min(now - 1, ...periods.map(({ fromAt }) => Date.parse(fromAt)));
  const toMs = Math.max(now, ...periods.map(({ untilAt }) => (untilAt === null ? now : Date.parse(untilAt))));
  const share = (at: string | null): number => (at === null ? 1 : (Date.parse(at) - fromMs) / (toMs - fromMs));
  const names = new Map(periods.map(({ kind, alias }) => [`${kind} ${alias}`, { kind, name: alias }]));
  const lanes = [...names.values()].map(({ kind, name }): TimelineLane => ({
    kind,
    name,
    spans: periods
      .filter((period) => period.kind === kind && period.alias === name)
      .toSorted((left, right) => Date.parse(left.fromAt) - Date.parse(right.fromAt))
      .map((period) => ({
        version: period.version,
        start: share(period.fromAt),
        end: share(period.untilAt),
        period,
      })),
  }));
  return { fromMs, toMs, lanes: lanes.toSorted((left, right) => rank(left).localeCompare(rank(right))) };
}

const rank = ({ kind, name }: TimelineLane): string => `${name === 'champion' ? 0 : kind === 'alias' ? 1 : 2} ${name}`;

/** Holding is which version held a name at one time. */
export interface Holding {
  kind: AliasPeriod['kind'];
  name: string;
  version: number;
}

/** holdersAt is who held what at a time (milliseconds since 1970): a period holds from its beginning until just before its end. */
export const holdersAt = ({ lanes }: AliasTimeline, atMs: number): Holding[] =>
  lanes.flatMap(({ kind, name, spans }) =>
    spans
      .filter(
        ({ period: { fromAt, untilAt } }) =>
          Date.parse(fromAt) <= atMs && (untilAt === null || atMs < Date.parse(untilAt)),
      )
      .map(({ version }) => ({ kind, name, version })),
  );

/** holdersSentence says who holds what, in words: "champion is v3, qa is v4"; of a time that is over, "was". */
export const holdersSentence = (holders: readonly Holding[], isOver: boolean): string =>
  holders.length === 0
    ? `no version ${isOver ? 'held' : 'holds'} an alias or a stage`
    : holders
        .map(
          ({ kind, name, version }) =>
            `${kind === 'stage' ? `stage ${name}` : name} ${isOver ? 'was' : 'is'} v${version}`,
        )
        .join(', ');

/** changeTimes are the times at which a name began or ceased to be held, earliest first: where a keyboard steps to. */
export function changeTimes({ lanes, toMs }: AliasTimeline): number[] {
  const times = lanes.flatMap(({ spans }) =>
    spans.flatMap(({ period: { fromAt, untilAt } }) => [
      Date.parse(fromAt),
      ...(untilAt === null ? [] : [Date.parse(untilAt)]),
    ]),
  );
  return [...new Set([...times, toMs])].toSorted((left, right) => left - right);
}

/** promotionsOf lists, by version, since when it was champion: what the metric chart marks. */
export function promotionsOf(periods: readonly AliasPeriod[]): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const { kind, alias, version, fromAt } of periods)
    if (kind === 'alias' && alias === 'champion') found.set(version, [fromAt, ...(found.get(version) ?? [])]);
  return found;
}
