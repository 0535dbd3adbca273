"""What users do with Triton's unmodified clients; argv: HTTP address, gRPC address, token (none where nobody asks for it). Prints `done` at the end."""

import asyncio
import sys

import numpy as np
import tritonclient.grpc as over_grpc
import tritonclient.http as over_http
import tritonclient.http.aio as over_aio
from tritonclient.utils import InferenceServerException

http_address, grpc_address, *tokens = sys.argv[1:]
rows = np.array([[1, 0], [2, 1], [0, 3]], dtype=np.float32)
expected = 1 / (1 + np.exp(rows[:, 1] - rows[:, 0]))


def headers():
    """headers are made anew each time: the HTTP client writes into what it is given."""
    return {"authorization": f"Bearer {token}" for token in tokens}


def inputs(client):
    """inputs are the rows as a client wants them."""
    tensor = client.InferInput("features", list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows)
    return [tensor]


def check(result):
    """check compares an answer with what the model computes."""
    np.testing.assert_allclose(result.as_numpy("probability").ravel(), expected, rtol=1e-5)


def refused(text, call, *args, **kwargs):
    """refused expects a call to fail with words that hold a text."""
    try:
        call(*args, **kwargs)
    except InferenceServerException as error:
        assert text in str(error), error
    else:
        raise AssertionError(f"{call.__name__} was not refused")


for module, client in ((over_http, over_http.InferenceServerClient(http_address)), (over_grpc, over_grpc.InferenceServerClient(grpc_address))):
    assert client.is_server_live(headers=headers()) and client.is_server_ready(headers=headers())
    assert client.is_model_ready("flights", headers=headers())
    assert client.is_model_ready("flights", "1", headers=headers())
    check(client.infer("flights", inputs(module), headers=headers()))
    check(client.infer("flights", inputs(module), model_version="1", request_id="mine", headers=headers()))
    wanted = [module.InferRequestedOutput("probability")]
    check(client.infer("flights", inputs(module), outputs=wanted, headers=headers()))
    refused("Request for unknown model", client.infer, "ghost", inputs(module), headers=headers())
    refused("Request for unknown model", client.infer, "flights", inputs(module), model_version="9", headers=headers())
    if tokens:
        refused("token", client.infer, "flights", inputs(module))

http = over_http.InferenceServerClient(http_address)
for algorithm in ("gzip", "deflate"):
    check(
        http.infer(
            "flights",
            inputs(over_http),
            request_compression_algorithm=algorithm,
            response_compression_algorithm=algorithm,
            headers=headers(),
        )
    )
plain = over_http.InferInput("features", list(rows.shape), "FP32")
plain.set_data_from_numpy(rows, binary_data=False)
check(http.infer("flights", [plain], outputs=[over_http.InferRequestedOutput("probability", binary_data=False)], headers=headers()))
metadata = http.get_model_metadata("flights", headers=headers())
assert metadata["inputs"][0]["shape"] == [-1, 2] and metadata["platform"] == "onnxruntime_onnx", metadata
assert [model["name"] for model in http.get_model_repository_index(headers=headers())] == ["flights"]


async def at_once():
    """at_once asks a hundred times at the same time by the asynchronous client."""
    async with over_aio.InferenceServerClient(http_address) as client:
        assert await client.is_server_live(headers=headers())
        for result in await asyncio.gather(*(client.infer("flights", inputs(over_aio), headers=headers()) for _ in range(100))):
            check(result)


asyncio.run(at_once())
print("done")
