"""What users do with KServe's unmodified clients; argv: HTTP address, gRPC address, token. Prints `done` at the end."""

import asyncio
import sys

import grpc
import httpx
import numpy as np
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import InferOutput, RequestedOutput

http_address, grpc_address, token = sys.argv[1:]
base = f"http://{http_address}"
rows = np.array([[1, 0], [2, 1], [0, 3]], dtype=np.float32)
expected = 1 / (1 + np.exp(rows[:, 1] - rows[:, 0]))


def headers():
    """headers are made anew each time: the HTTP client writes into what it is given."""
    return {"authorization": f"Bearer {token}"}


def request(binary, model="flights", **more):
    """request asks for the rows, with their numbers in JSON or as bytes behind it."""
    tensor = InferInput("features", list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows, binary_data=binary)
    return InferRequest(model_name=model, infer_inputs=[tensor], request_id="mine", **more)


def check(response):
    """check compares an answer with what the model computes; over HTTP the client does not keep the version."""
    assert response.id == "mine" and response.model_name == "flights", response
    assert response.model_version in ("1", None), response
    output = next(one for one in response.outputs if one.name == "probability")
    assert isinstance(output, InferOutput)
    np.testing.assert_allclose(output.as_numpy().ravel(), expected, rtol=1e-5)


async def refused(kind, text, call):
    """refused expects a call to fail with words that hold a text."""
    try:
        await call
    except kind as error:
        assert text in str(error), error
    else:
        raise AssertionError(f"{text}: it was not refused")


async def over_http():
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    assert await client.is_server_live(base) and await client.is_server_ready(base)
    assert await client.is_model_ready(base, "flights", headers=headers())
    for binary in (False, True):
        check(await client.infer(base, request(binary), "flights", headers=headers()))
    wanted = [RequestedOutput("probability", parameters={"binary_data": True})]
    check(await client.infer(base, request(True, request_outputs=wanted), "flights", headers=headers()))
    await refused(httpx.HTTPStatusError, "404", client.infer(base, request(False, model="ghost"), "ghost", headers=headers()))
    await refused(httpx.HTTPStatusError, "401", client.infer(base, request(False), "flights"))
    await client.close()


async def over_grpc():
    client = InferenceGRPCClient(grpc_address, retries=0)
    sent = list(headers().items())
    assert await client.is_server_live(headers=sent) and await client.is_server_ready(headers=sent)
    assert await client.is_model_ready("flights", headers=sent)
    for binary in (False, True):
        check(await client.infer(request(binary), headers=sent))
    await refused(grpc.RpcError, "unknown model", client.infer(request(True, model="ghost"), headers=sent))
    await client.close()


asyncio.run(over_http())
asyncio.run(over_grpc())
print("done")
