"""What data scientists do in a day with MLflow's unmodified client and scikit-learn; argv: the tracking address. Prints `done`."""

import os
import sys
import tempfile

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import LoggedModelInput, Metric, Param, RunTag, ViewType
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

mlflow.set_tracking_uri(sys.argv[1])
client = MlflowClient()
features, target = load_breast_cancer(return_X_y=True, as_frame=True)
train, test, train_target, test_target = train_test_split(features, target, random_state=0)

# Autologging: parameters, metrics, the model with its signature, and the data it was fitted on.
experiment = mlflow.set_experiment("tumours")
mlflow.sklearn.autolog()
with mlflow.start_run(run_name="autologged") as fitted:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.5)).fit(train, train_target)
mlflow.sklearn.autolog(disable=True)
seen = client.get_run(fitted.info.run_id)
assert seen.data.params["logisticregression__C"] == "0.5", seen.data.params
assert seen.data.metrics["training_accuracy_score"] > 0.9, seen.data.metrics
assert seen.inputs.dataset_inputs and seen.outputs.model_outputs, seen
[logged] = mlflow.search_logged_models(
    experiment_ids=[experiment.experiment_id],
    filter_string=f"source_run_id = '{fitted.info.run_id}'",
    output_format="list",
)
assert logged.status == "READY" and logged.params["logisticregression__C"] == "0.5", logged

# Evaluation: metrics that know the model and the data set, plots and tables as files.
data = test.assign(target=test_target)
with mlflow.start_run(run_name="evaluated") as evaluated:
    mlflow.models.evaluate(
        f"models:/{logged.model_id}",
        mlflow.data.from_pandas(data, name="held out", targets="target"),
        model_type="classifier",
        evaluator_config={"log_explainer": False},
    )
    mlflow.log_table({"row": [1, 2], "why": ["a", "b"]}, "notes/rows.json")
    mlflow.log_table({"row": [3], "why": ["c"]}, "notes/rows.json")
assert client.get_run(evaluated.info.run_id).data.metrics["accuracy_score"] > 0.9
assert len(mlflow.load_table("notes/rows.json", run_ids=[evaluated.info.run_id])) == 3
measured = mlflow.get_logged_model(logged.model_id).metrics
assert {metric.dataset_name for metric in measured if metric.run_id == evaluated.info.run_id} == {"held out"}, measured
on = [{"dataset_name": "held out"}]
by = {"experiment_ids": [experiment.experiment_id], "datasets": on, "output_format": "list"}
assert [m.model_id for m in mlflow.search_logged_models(filter_string="metrics.accuracy_score > 0.5", **by)] == [logged.model_id]
assert mlflow.search_logged_models(filter_string="metrics.accuracy_score > 1", **by) == []

# From the run to a version, by alias back to predictions.
version = mlflow.register_model(f"runs:/{fitted.info.run_id}/model", "tumours")
assert version.run_id == fitted.info.run_id, version
again = mlflow.register_model(logged.model_uri, "tumours", tags={"stage": "try"})
assert int(again.version) == int(version.version) + 1 and again.tags == {"stage": "try"}, again
client.set_registered_model_alias("tumours", "champion", again.version)
loaded = mlflow.pyfunc.load_model("models:/tumours@champion")
assert list(loaded.predict(test)) == list(model.predict(test))
assert mlflow.pyfunc.load_model("models:/tumours/1").metadata.signature is not None

# Nested runs of a search for parameters, logged without waiting.
with mlflow.start_run(run_name="search") as parent:
    for c in (0.1, 1.0, 10.0):
        with mlflow.start_run(run_name=f"C={c}", nested=True):
            mlflow.log_param("C", c, synchronous=False)
            for step in range(5):
                mlflow.log_metric("loss", 1 / (c + step), step=step, synchronous=False)
mlflow.flush_async_logging()
children = mlflow.search_runs(
    experiment_names=["tumours"],
    filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'",
    order_by=["metrics.loss ASC"],
)
assert list(children["params.C"]) == ["10.0", "1.0", "0.1"], children
assert len(client.get_metric_history(children["run_id"][0], "loss")) == 5

# The client itself.
run = client.create_run(experiment.experiment_id, run_name="by hand", tags={"who": "ada"})
client.log_batch(
    run.info.run_id,
    metrics=[Metric("auc", 0.5 + i / 2_000, 1_000 + i, i) for i in range(900)],
    params=[Param(f"p{i}", "x" * 6_100) for i in range(50)],
    tags=[RunTag("größe", "groß")],
)
client.log_inputs(run.info.run_id, models=[LoggedModelInput(logged.model_id)])
client.set_terminated(run.info.run_id, "FAILED")
client.update_run(run.info.run_id, name="renamed")
got = client.get_run(run.info.run_id)
assert (got.info.status, got.info.run_name) == ("FAILED", "renamed") and got.info.end_time > 0, got.info
assert got.data.params["p7"] == "x" * 6_000 and got.data.tags["größe"] == "groß"
assert [i.model_id for i in got.inputs.model_inputs] == [logged.model_id]
assert len(client.get_metric_history(run.info.run_id, "auc")) == 900
with tempfile.TemporaryDirectory() as folder:
    os.makedirs(os.path.join(folder, "a/b"))
    for path in ("one.txt", "a/two.txt", "a/b/drei ü.txt"):
        with open(os.path.join(folder, path), "w") as file:
            file.write(path)
    client.log_artifacts(run.info.run_id, folder, "folder")
assert sorted((f.path, f.is_dir) for f in client.list_artifacts(run.info.run_id, "folder/a")) == [
    ("folder/a/b", True),
    ("folder/a/two.txt", False),
]
fetched = client.download_artifacts(run.info.run_id, "folder")
assert open(os.path.join(fetched, "a/b/drei ü.txt")).read() == "a/b/drei ü.txt"

# Experiments come and go.
gone = client.create_experiment("gone", tags={"why": "mistake"})
client.rename_experiment(gone, "gone for good")
client.delete_experiment(gone)
assert [e.name for e in client.search_experiments(view_type=ViewType.DELETED_ONLY)] == ["gone for good"]
client.restore_experiment(gone)
assert client.get_experiment_by_name("gone for good").lifecycle_stage == "active"
frame = mlflow.search_runs(search_all_experiments=True, max_results=3)
assert isinstance(frame, pd.DataFrame) and len(frame) == 3
print("done")
