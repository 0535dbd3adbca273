import type { VersionSchema } from '@slipway/contracts';
import type { Db } from '../kernel/db.js';

/**
 * inClassOrder gives scores by class, read from the log of an endpoint, the order of its classes back, in which gateways and baselines know them:
 * JSONB sorts names by their length, and the score of the last class is watched.
 */
export async function inClassOrder<Row extends { output: Readonly<Record<string, unknown>> }>(
  db: Db,
  endpointId: string,
  rows: Row[],
): Promise<Row[]> {
  if (!rows.some(({ output }) => isByClass(output['score']))) return rows;
  const endpoint = await db.prisma.endpoint.findUnique({ where: { id: endpointId }, select: { schema: true } });
  const schema = endpoint?.schema as VersionSchema | undefined;
  const classes = schema?.outputs.find(({ role }) => role === 'score')?.classes;
  if (classes === undefined) return rows;
  return rows.map((row) => {
    const { score } = row.output;
    return isByClass(score) ? { ...row, output: { ...row.output, score: ordered(score, classes) } } : row;
  });
}

const isByClass = (score: unknown): score is Record<string, unknown> =>
  typeof score === 'object' && score !== null && !Array.isArray(score);

const ordered = (score: Record<string, unknown>, classes: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(classes.filter((name) => Object.hasOwn(score, name)).map((name) => [name, score[name]]));
