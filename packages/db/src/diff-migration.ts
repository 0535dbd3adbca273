import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openSchemaEngine } from './schema-engine.js';

/** readSchema is the whole schema of a folder as one text: its *.prisma files at any depth, in the order of their paths. */
export function readSchema(schemaDir: string): string {
  return readdirSync(schemaDir, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.prisma'))
    .sort()
    .map((path) => readFileSync(join(schemaDir, path), 'utf8').trim())
    .join('\n\n')
    .concat('\n');
}

/**
 * diffMigration is the SQL that leads from one schema (undefined: an empty database) to another, or '' when they agree. The tables of
 * the database at `url` are not looked at (the engine insists on a connection), so what migrations add beside the schema (partitions, triggers) is never taken for something to drop.
 */
export async function diffMigration(url: string, from: string | undefined, to: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url });
  try {
    const engine = await openSchemaEngine(pool);
    const result = await engine.diff({
      from:
        from === undefined
          ? { tag: 'empty' }
          : { tag: 'schemaDatamodel', files: [{ path: 'from.prisma', content: from }] },
      to: { tag: 'schemaDatamodel', files: [{ path: 'to.prisma', content: to }] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return result.exitCode === 2 ? (result.stdout ?? '') : '';
  } finally {
    await pool.end();
  }
}
