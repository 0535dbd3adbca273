import type { Db } from '../db.js';

/** engineOwner names this installation to an engine that several may share: by its database, which no two have in common. */
export async function engineOwner(db: Db): Promise<string> {
  const { rows } = await db.pool.query<{ owner: string }>(
    `SELECT to_hex(s."system_identifier") || '-' || d."oid" AS "owner" FROM pg_control_system() s, pg_database d WHERE d."datname" = current_database()`,
  );
  return rows[0]!.owner;
}
