import type { SeenContainer } from '../../kernel/docker/docker-engine.js';

/** Gateways follow the table each second; a container stays for so long after it left it. */
const DRAIN_MS = 3_000;
const LOST_MS = 60_000;
const WINDOW_MS = 600_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** ContainerRow is a container's row that has not ended. */
export interface ContainerRow {
  id: string;
  group: string;
  /** What its version and endpoint are, whatever it runs by. */
  family: string;
  state: string;
  containerId: string | null;
  createdAt: Date;
  drainingAt: Date | null;
}

/** ContainerGroup is how many equal containers shall run, and when the last ones failed. */
export interface ContainerGroup {
  group: string;
  family: string;
  replicas: number;
  failedAt: readonly Date[];
}

/** ContainerAct is one thing to do, with its reason. */
export type ContainerAct =
  | { do: 'start'; group: string }
  | { do: 'drain'; id: string; why: string }
  | { do: 'stop'; id: string; containerId: string }
  | { do: 'end'; id: string; containerId: string | null; exitCode: number | null; why: string; failed: boolean }
  | { do: 'remove'; containerId: string };

/** ContainersNow is what is wanted and what is there; `containers` are found by their row's id, null for those without a row. */
export interface ContainersNow {
  groups: readonly ContainerGroup[];
  rows: readonly ContainerRow[];
  containers: readonly { rowId: string | null; seen: SeenContainer }[];
  now: Date;
}

/**
 * decideContainers says what to do so that each group has its containers: what ended is noted and replaced after a wait that doubles with
 * each failure of the last ten minutes (1 s to 60 s); what nobody wants drains, then stops; another spec of the same version drains only once
 * its successor is ready; a container without a live row is removed.
 */
export function decideContainers({ groups, rows, containers, now }: ContainersNow): ContainerAct[] {
  const live = new Set(rows.map(({ id }) => id));
  const orphans = containers.filter(({ rowId }) => rowId === null || !live.has(rowId));
  const found = new Map(containers.map(({ rowId, seen }) => [rowId, seen]));
  const ends = rows.map((row) => endOf(row, found.get(row.id), now)).filter((act) => act !== null);
  const ended = new Set(ends.map(({ id }) => id));
  const alive = rows.filter(({ id }) => !ended.has(id));
  return [
    ...orphans.map(({ seen }): ContainerAct => ({ do: 'remove', containerId: seen.id })),
    ...ends,
    ...alive.flatMap((row) => stopOf(row, found.get(row.id), now)),
    ...drains(
      alive.filter(({ state }) => state !== 'draining'),
      groups,
    ),
    ...starts(alive, groups, now),
  ];
}

type End = Extract<ContainerAct, { do: 'end' }>;

function endOf(row: ContainerRow, seen: SeenContainer | undefined, now: Date): End | null {
  const isAsked = row.state === 'draining';
  const end = {
    do: 'end' as const,
    id: row.id,
    containerId: seen?.id ?? null,
    exitCode: seen?.exitCode ?? null,
    failed: !isAsked,
  };
  if (seen?.state === 'ended') return { ...end, why: isAsked ? 'stopped, as wanted' : (seen.reason ?? 'it ended') };
  if (seen !== undefined) return null;
  if (isAsked) return { ...end, why: 'stopped, as wanted' };
  if (row.containerId !== null) return { ...end, why: 'the container is gone: somebody else removed it' };
  const isLost = now.getTime() - row.createdAt.getTime() > LOST_MS;
  return isLost ? { ...end, failed: false, why: 'the worker was lost before it started the container' } : null;
}

function stopOf(row: ContainerRow, seen: SeenContainer | undefined, now: Date): ContainerAct[] {
  if (seen === undefined || row.drainingAt === null || now.getTime() - row.drainingAt.getTime() < DRAIN_MS) return [];
  return [{ do: 'stop', id: row.id, containerId: seen.id }];
}

function drains(rows: readonly ContainerRow[], groups: readonly ContainerGroup[]): ContainerAct[] {
  const acts: ContainerAct[] = [];
  for (const [key, members] of Map.groupBy(rows, ({ group }) => group)) {
    const group = groups.find((one) => one.group === key);
    const successor = groups.find(({ family }) => family === members[0]?.family);
    if (group !== undefined) {
      // The ones that are not ready leave first, then the newest.
      const ordered = members.toSorted((a, b) => rank(a) - rank(b) || a.createdAt.getTime() - b.createdAt.getTime());
      acts.push(...ordered.slice(group.replicas).map(({ id }) => drain(id, 'fewer replicas are wanted')));
    } else if (successor === undefined)
      acts.push(...members.map(({ id }) => drain(id, 'the version is not served here any more')));
    else if (readyIn(rows, successor.group) >= successor.replicas)
      acts.push(...members.map(({ id }) => drain(id, 'replaced by containers with other settings')));
  }
  return acts;
}

const drain = (id: string, why: string): ContainerAct => ({ do: 'drain', id, why });
const rank = ({ state }: ContainerRow): number => (state === 'ready' ? 0 : 1);
const readyIn = (rows: readonly ContainerRow[], group: string): number =>
  rows.filter((row) => row.group === group && row.state === 'ready').length;

function starts(rows: readonly ContainerRow[], groups: readonly ContainerGroup[], now: Date): ContainerAct[] {
  return groups.flatMap(({ group, replicas, failedAt }) => {
    const running = rows.filter((row) => row.group === group && row.state !== 'draining').length;
    if (running >= replicas || nextStartMs(failedAt, now) > now.getTime()) return [];
    return Array.from({ length: replicas - running }, (): ContainerAct => ({ do: 'start', group }));
  });
}

/** nextStartMs is from when on another container of a group may start. */
export function nextStartMs(failedAt: readonly Date[], now: Date): number {
  const recent = failedAt.map((at) => at.getTime()).filter((at) => now.getTime() - at < WINDOW_MS);
  if (recent.length === 0) return 0;
  return Math.max(...recent) + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (recent.length - 1));
}
