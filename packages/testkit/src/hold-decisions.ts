import pg from 'pg';

/** HeldDecisions can keep decisions of rollouts between being made and taking effect. */
export interface HeldDecisions {
  /** Holds the next ones. */
  hold(): Promise<void>;
  /** How many transactions have made one, and wait. */
  waiting(): Promise<number>;
  /** Lets them go on; whoever is dead by then has done nothing. */
  release(): Promise<void>;
  close(): Promise<void>;
}

const LOCK = `hashtext('held decision')`;

/**
 * holdDecisions can make each decision of a rollout but its start wait when it is about to be stored, at the end of its transaction: the evidence is
 * judged and traffic is routed, and nothing of it is committed.
 */
export async function holdDecisions(url: string): Promise<HeldDecisions> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    CREATE FUNCTION hold_decision() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${LOCK}); RETURN NEW; END $$;
    CREATE TRIGGER hold_decision BEFORE INSERT ON "RolloutDecision" FOR EACH ROW
      WHEN (NEW."act" <> 'start') EXECUTE FUNCTION hold_decision()`);
  return {
    hold: async () => void (await client.query(`SELECT pg_advisory_lock(${LOCK})`)),
    waiting: async () => {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = ${LOCK}::oid`,
      );
      return rows[0]?.count ?? 0;
    },
    release: async () => void (await client.query(`SELECT pg_advisory_unlock(${LOCK})`)),
    close: () => client.end(),
  };
}
