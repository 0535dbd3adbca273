import type { Run, RunComparison } from '@slipway/contracts';

/** compareRuns sets runs side by side, line by line in the order of the keys; lines that are equal in all runs are marked. */
export function compareRuns(runs: readonly Run[]): RunComparison {
  return {
    runs: runs.map(({ id, experiment, name, user, status, startedAt, endedAt }) => ({
      id,
      experiment,
      name,
      user,
      status,
      startedAt,
      endedAt,
    })),
    params: linesOf(runs.map(({ params }) => new Map(Object.entries(params)))),
    metrics: linesOf(runs.map(({ metrics }) => new Map(metrics.map(({ key, value }) => [key, value])))),
    tags: linesOf(runs.map(({ tags }) => new Map(Object.entries(tags)))),
    inputs: linesOf(runs.map(({ inputs }) => new Map(inputs.map(({ name, digest }) => [name, digest])))),
  };
}

function linesOf<T extends string | number>(
  columns: readonly ReadonlyMap<string, T>[],
): { key: string; values: (T | null)[]; same: boolean }[] {
  const keys = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort();
  return keys.map((key) => {
    const values = columns.map((column) => column.get(key) ?? null);
    return { key, values, same: new Set(values).size === 1 };
  });
}
