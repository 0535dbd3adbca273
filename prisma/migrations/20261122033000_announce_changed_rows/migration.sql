-- A trigger of a statement also fires where the statement finds no row: the worker, which looks for containers that ended long ago in each pass,
-- woke itself and every gateway that way, 50 times a second. These fire for rows; a transaction announces the same thing once.
DROP TRIGGER slipway_replica_written ON "ReplicaContainer";
CREATE TRIGGER slipway_replica_written AFTER INSERT OR DELETE ON "ReplicaContainer" FOR EACH ROW EXECUTE FUNCTION slipway_notify('slipway_routes');
CREATE TRIGGER slipway_replica_changed AFTER UPDATE ON "ReplicaContainer" FOR EACH ROW
  WHEN (OLD."state" IS DISTINCT FROM NEW."state" OR OLD."address" IS DISTINCT FROM NEW."address")
  EXECUTE FUNCTION slipway_notify('slipway_routes');
DROP TRIGGER slipway_deployment_written ON "Deployment";
CREATE TRIGGER slipway_deployment_written AFTER INSERT OR UPDATE OR DELETE ON "Deployment" FOR EACH ROW EXECUTE FUNCTION slipway_notify('slipway_routes');
DROP TRIGGER slipway_endpoint_written ON "Endpoint";
CREATE TRIGGER slipway_endpoint_written AFTER UPDATE OR DELETE ON "Endpoint" FOR EACH ROW EXECUTE FUNCTION slipway_notify('slipway_routes');
