import pg from 'pg';

/** What goes on by itself in a Slipway that nobody asks for anything. */
const LIVES_BY_ITSELF = new Set([
  'EventCursor',
  'GatewayFlush',
  'GatewaySeen',
  'Lease',
  'ProcessBeat',
  'PredictionRow',
  'Schedule',
  'TrafficBucket',
  'Watermark',
]);

/** countRows counts the rows of every table that only a request fills, of jobs those that people see: `{Model: 1, ...}`. */
export function countRows(url: string): Promise<Record<string, number>> {
  return connected(url, async (client) => {
    const tables = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^[A-Z]' ORDER BY 1`,
    );
    const counted = tables.rows.map(({ name }) => name).filter((name) => !LIVES_BY_ITSELF.has(name));
    const parts = counted.map(
      (name) =>
        `SELECT '${name}' AS name, count(*)::int AS rows FROM "${name}"${name === 'Job' ? ' WHERE NOT hidden' : ''}`,
    );
    const { rows } = await client.query<{ name: string; rows: number }>(parts.join(' UNION ALL '));
    return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
  });
}

/** ageBlobs makes every stored file two days older, so that a collection of garbage does not spare it for being new. */
export async function ageBlobs(url: string): Promise<void> {
  await connected(url, (client) => client.query(`UPDATE "Blob" SET "touchedAt" = "touchedAt" - interval '2 days'`));
}

async function connected<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
