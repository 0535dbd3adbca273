"""What users do with MLflow's unmodified client to track runs and log models; argv: the tracking address, an ONNX file. Prints `done`."""

import math
import os
import sys
import tempfile

import mlflow
import numpy as np
import onnx
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

mlflow.set_tracking_uri(sys.argv[1])
client = MlflowClient()


def refused(code, call, *args, **kwargs):
    """refused expects a call to fail with one of MLflow's error codes."""
    try:
        call(*args, **kwargs)
    except MlflowException as error:
        assert error.error_code == code, (error.error_code, error.message)
        return error.message
    raise AssertionError(f"{call.__name__} was not refused")


assert client.get_experiment("0").name == "Default"
experiment = mlflow.set_experiment("flights")
assert mlflow.set_experiment("flights").experiment_id == experiment.experiment_id
refused("RESOURCE_ALREADY_EXISTS", client.create_experiment, "flights")
client.set_experiment_tag(experiment.experiment_id, "team", "ops")
assert [e.name for e in client.search_experiments(filter_string="tags.team = 'ops'")] == ["flights"]

with mlflow.start_run(run_name="first") as run:
    mlflow.log_param("depth", 3)
    mlflow.log_params({"rate": 0.1, "kind": "boosted"})
    for step in range(20):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"auc": 0.71, "odd": math.nan, "best": math.inf})
    mlflow.set_tag("stage", "try")
    mlflow.log_input(mlflow.data.from_numpy(np.arange(6.0).reshape(3, 2), name="january"), context="training")
    mlflow.log_text("hello", "notes/hé.txt")
    mlflow.log_text("", "empty.txt")
    mlflow.log_dict({"a": 1}, "facts.json")
    info = mlflow.onnx.log_model(onnx.load(sys.argv[2]), name="model", registered_model_name="delays")

got = client.get_run(run.info.run_id)
assert got.info.status == "FINISHED" and got.info.run_name == "first", got.info
assert got.data.params == {"depth": "3", "rate": "0.1", "kind": "boosted"}, got.data.params
assert got.data.metrics["auc"] == 0.71 and math.isnan(got.data.metrics["odd"]) and got.data.metrics["best"] == math.inf
assert got.data.metrics["loss"] == 0.05 and got.data.tags["stage"] == "try"
assert [(d.dataset.name, d.tags[0].value) for d in got.inputs.dataset_inputs] == [("january", "training")]
assert len(client.get_metric_history(run.info.run_id, "loss")) == 20
assert sorted(f.path for f in client.list_artifacts(run.info.run_id)) == ["empty.txt", "facts.json", "notes"]
assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/hé.txt") == "hello"
assert mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/facts.json") == {"a": 1}
assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/empty.txt") == ""
refused("INVALID_PARAMETER_VALUE", client.log_param, run.info.run_id, "depth", 4)
client.log_param(run.info.run_id, "depth", 3)

with mlflow.start_run(run_name="second"):
    mlflow.log_metrics({"auc": 0.65})
    mlflow.log_param("depth", 5)
frame = mlflow.search_runs(experiment_names=["flights"], filter_string="metrics.auc > 0.7 and params.depth = '3'")
assert list(frame["run_id"]) == [run.info.run_id], frame
best = client.search_runs([experiment.experiment_id], order_by=["metrics.auc DESC"])
assert [r.info.run_name for r in best] == ["first", "second"]
page = client.search_runs([experiment.experiment_id], max_results=1, order_by=["metrics.auc ASC"])
rest = client.search_runs([experiment.experiment_id], max_results=1, order_by=["metrics.auc ASC"], page_token=page.token)
assert [r.info.run_name for r in [*page, *rest]] == ["second", "first"] and not rest.token

version = client.get_model_version("delays", "1")
assert version.run_id == run.info.run_id and version.source == f"models:/{info.model_id}", version
assert mlflow.get_logged_model(info.model_id).status == "READY"
found = mlflow.search_logged_models(experiment_ids=[experiment.experiment_id], output_format="list")
assert [m.model_id for m in found] == [info.model_id], found
client.set_registered_model_alias("delays", "champion", "1")
loaded = mlflow.onnx.load_model("models:/delays@champion")
assert loaded.SerializeToString() == onnx.load(sys.argv[2]).SerializeToString()

# The bytes of a registered version outlive what happens to the run's files.
client.create_registered_model("facts")
second = client.create_model_version("facts", f"{run.info.artifact_uri}/facts.json", run.info.run_id)
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "facts.json"), "w") as file:
        file.write("{\"a\": 2}")
    client.log_artifact(run.info.run_id, os.path.join(folder, "facts.json"))
assert mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/facts.json") == {"a": 2}
kept = mlflow.artifacts.download_artifacts(f"models:/facts/{second.version}")
kept = os.path.join(kept, "facts.json") if os.path.isdir(kept) else kept
assert open(kept).read().replace(" ", "").replace("\n", "") == '{"a":1}', open(kept).read()

client.delete_run(run.info.run_id)
refused("INVALID_PARAMETER_VALUE", client.log_metric, run.info.run_id, "auc", 1)
client.restore_run(run.info.run_id)
refused("RESOURCE_DOES_NOT_EXIST", client.get_run, "0" * 32)
client.delete_tag(run.info.run_id, "stage")
refused("RESOURCE_DOES_NOT_EXIST", client.delete_tag, run.info.run_id, "stage")
print("done")
