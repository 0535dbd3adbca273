-- What Prisma's schema cannot say: rules that hold even if two processes race.

-- At most one unfinished job per key: a schedule slot or a repeated event queues it once.
CREATE UNIQUE INDEX "Job_key_unfinished" ON "Job" ("key") WHERE "key" IS NOT NULL AND "state" IN ('waiting', 'running');

-- At most one active rollout per endpoint.
CREATE UNIQUE INDEX "Rollout_active" ON "Rollout" ("endpointId") WHERE "endedAt" IS NULL;

-- Rows that the sequencer has still to number.
CREATE INDEX "Event_unnumbered" ON "Event" ("at") WHERE "seq" IS NULL;

-- The audit trail only grows: a numbered row never changes, no row is deleted.
CREATE FUNCTION slipway_guard_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'the event log is append-only'; END IF;
  IF OLD."seq" IS NOT NULL THEN RAISE EXCEPTION 'a numbered event never changes'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER slipway_event_is_append_only BEFORE UPDATE OR DELETE ON "Event" FOR EACH ROW EXECUTE FUNCTION slipway_guard_event();

-- Versions and endpoint configs are immutable, but for soft deletion of a version.
CREATE FUNCTION slipway_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."digest" <> OLD."digest" OR NEW."files"::text <> OLD."files"::text OR NEW."version" <> OLD."version" THEN
    RAISE EXCEPTION 'a version is immutable';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER slipway_version_is_immutable BEFORE UPDATE ON "ModelVersion" FOR EACH ROW EXECUTE FUNCTION slipway_guard_version();
CREATE FUNCTION slipway_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME; END $$;
CREATE TRIGGER slipway_config_is_immutable BEFORE UPDATE ON "EndpointConfig" FOR EACH ROW EXECUTE FUNCTION slipway_refuse_update();

-- Whoever waits for work, events or routes hears of it when the transaction commits.
CREATE FUNCTION slipway_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify(TG_ARGV[0], ''); RETURN NULL; END $$;
CREATE TRIGGER slipway_job_written AFTER INSERT ON "Job" FOR EACH STATEMENT EXECUTE FUNCTION slipway_notify('slipway_jobs');
CREATE TRIGGER slipway_event_written AFTER INSERT ON "Event" FOR EACH STATEMENT EXECUTE FUNCTION slipway_notify('slipway_events');
CREATE TRIGGER slipway_config_written AFTER INSERT ON "EndpointConfig" FOR EACH STATEMENT EXECUTE FUNCTION slipway_notify('slipway_routes');
CREATE TRIGGER slipway_endpoint_written AFTER UPDATE OR DELETE ON "Endpoint" FOR EACH STATEMENT EXECUTE FUNCTION slipway_notify('slipway_routes');
CREATE TRIGGER slipway_baseline_written AFTER INSERT ON "Baseline" FOR EACH STATEMENT EXECUTE FUNCTION slipway_notify('slipway_routes');

INSERT INTO "Workspace" ("id") VALUES ('default');
