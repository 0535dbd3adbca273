import type { Db } from './db.js';

/**
 * claimLease takes or renews a named lease for `seconds` and returns its fencing token, or null while another holder has it.
 * The clock is the database's. A new holder always gets a higher token.
 */
export async function claimLease(db: Db, name: string, holder: string, seconds: number): Promise<bigint | null> {
  const { rows } = await db.pool.query<{ token: string }>(
    `INSERT INTO "Lease" ("name", "token", "holder", "until") VALUES ($1, 1, $2, now() + make_interval(secs => $3))
     ON CONFLICT ("name") DO UPDATE SET
       "token" = CASE WHEN "Lease"."holder" = $2 THEN "Lease"."token" ELSE "Lease"."token" + 1 END,
       "holder" = $2, "until" = now() + make_interval(secs => $3)
     WHERE "Lease"."holder" = $2 OR "Lease"."until" < now()
     RETURNING "token"`,
    [name, holder, seconds],
  );
  return rows[0] === undefined ? null : BigInt(rows[0].token);
}
