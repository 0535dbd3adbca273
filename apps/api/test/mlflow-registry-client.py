"""What users do with MLflow's unmodified client against the registry; argv: the tracking address. Prints `done` at the end."""

import sys

from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient(tracking_uri=sys.argv[1], registry_uri=sys.argv[1])


def refused(code, call, *args, **kwargs):
    """refused expects a call to fail with one of MLflow's error codes."""
    try:
        call(*args, **kwargs)
    except MlflowException as error:
        assert error.error_code == code, (error.error_code, error.message)
        return error.message
    raise AssertionError(f"{call.__name__} was not refused")


model = client.create_registered_model("churn", tags={"team": "eu"}, description="who leaves")
assert (model.name, model.tags, model.description) == ("churn", {"team": "eu"}, "who leaves")
refused("RESOURCE_ALREADY_EXISTS", client.create_registered_model, "churn")
message = refused("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "ghost")
assert message.endswith("Registered Model with name=ghost not found"), message

for number in (1, 2, 3):
    version = client.create_model_version("churn", f"s3://bucket/{number}", tags={"number": str(number)}, description="")
    assert (version.version, version.status, version.source) == (str(number), "READY", f"s3://bucket/{number}"), version

client.set_registered_model_alias("churn", "champion", "2")
assert client.get_model_version_by_alias("churn", "champion").version == "2"
assert client.get_registered_model("churn").aliases == {"champion": "2"}
refused("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, "churn", "nobody")
refused("INVALID_PARAMETER_VALUE", client.set_registered_model_alias, "churn", "latest", "1")

client.set_model_version_tag("churn", "1", "checked", "yes")
client.delete_model_version_tag("churn", "1", "number")
assert client.get_model_version("churn", "1").tags == {"checked": "yes"}
client.set_registered_model_tag("churn", "empty", "")
client.delete_registered_model_tag("churn", "team")
assert client.get_registered_model("churn").tags == {"empty": ""}

client.update_model_version("churn", "1", "described")
assert client.get_model_version("churn", "1").description == "described"
client.update_registered_model("churn", "described")
assert client.get_registered_model("churn").description == "described"

client.transition_model_version_stage("churn", "1", "Production")
client.transition_model_version_stage("churn", "3", "production", archive_existing_versions=True)
assert {v.current_stage: v.version for v in client.get_latest_versions("churn")} == {"None": "2", "Production": "3", "Archived": "1"}
assert [v.version for v in client.get_latest_versions("churn", stages=["Production"])] == ["3"]

found = client.search_model_versions("name = 'churn' AND tags.number = '3'")
assert [v.version for v in found] == ["3"], found
first = client.search_model_versions("name = 'churn'", max_results=2, order_by=["version_number ASC"])
rest = client.search_model_versions("name = 'churn'", max_results=2, order_by=["version_number ASC"], page_token=first.token)
assert [v.version for v in [*first, *rest]] == ["1", "2", "3"] and not rest.token
assert [v.aliases for v in first] == [[], ["champion"]], first
assert [m.name for m in client.search_registered_models("name LIKE 'chu%'", order_by=["timestamp DESC"])] == ["churn"]
refused("INVALID_PARAMETER_VALUE", client.search_registered_models, "foo = 'x'")

assert client.get_model_version_download_uri("churn", "2") == "s3://bucket/2"
copy = client.copy_model_version("models:/churn@champion", "promoted")
assert (copy.name, copy.version, copy.source) == ("promoted", "1", "models:/churn/2"), copy
assert client.get_model_version_download_uri("promoted", "1") == "s3://bucket/2"

client.delete_registered_model_alias("churn", "champion")
client.delete_model_version("churn", "2")
refused("RESOURCE_DOES_NOT_EXIST", client.get_model_version, "churn", "2")
assert client.create_model_version("churn", "s3://bucket/4").version == "4"

client.rename_registered_model("churn", "leaving")
assert client.get_model_version("leaving", "1").name == "leaving"
assert client.get_registered_model("churn").name == "leaving"
client.delete_registered_model("leaving")
client.create_registered_model("leaving")
assert client.create_model_version("leaving", "s3://bucket/1").version == "1"
print("done")
