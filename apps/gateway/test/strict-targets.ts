import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** StrictTarget is a stand-in of a published API: it takes what that API's reference says and refuses all else, telling why. */
export interface StrictTarget {
  url: string;
  host: string;
  /** What it refused, and how many requests it answered. */
  refused: string[];
  answered: number;
  /** How many of the next connections it breaks off. */
  breaks: number;
  close(): Promise<void>;
}

interface Asked {
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

type Answer = { status: number; body: unknown };
type Api = (asked: Asked) => Answer;

/** sigmoidOf is what every stand-in predicts: sigmoid(3 distance - carrier). */
export const sigmoidOf = ([distance = NaN, carrier = NaN]: readonly number[]): number =>
  1 / (1 + Math.exp(-(3 * distance - carrier)));

/** startTarget starts one on loopback. */
export async function startTarget(api: Api): Promise<StrictTarget> {
  const target: StrictTarget = { url: '', host: '', refused: [], answered: 0, breaks: 0, close: async () => undefined };
  const server: Server = createServer((request, response) => {
    if (target.breaks > 0) {
      target.breaks -= 1;
      return void request.socket.destroy();
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = { path: `${request.method} ${request.url}`, headers: request.headers, body: Buffer.concat(chunks) };
      const { status, body } = answerOf(api, asked);
      if (status === 200) target.answered += 1;
      else target.refused.push(JSON.stringify(body));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  target.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  target.url = `http://${target.host}`;
  target.close = () =>
    new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return target;
}

function answerOf(api: Api, asked: Asked): Answer {
  try {
    return api(asked);
  } catch (error) {
    return { status: 400, body: { error: String(error) } };
  }
}

const refuse = (status: number, error: string): Answer => ({ status, body: { error } });
const json = ({ body }: Asked): Record<string, unknown> => JSON.parse(body.toString('utf8')) as Record<string, unknown>;
const onlyKeys = (value: object, ...keys: string[]): boolean => Object.keys(value).every((key) => keys.includes(key));

/** tensorflowServing: POST /v1/models/M:predict, `inputs` by name, one output bare (TF Serving REST API). */
export const tensorflowServing: Api = (asked) => {
  if (asked.path !== 'POST /v1/models/late:predict') return refuse(404, `Malformed request: ${asked.path}`);
  const said = json(asked) as { inputs?: { features?: number[][] } };
  if (!onlyKeys(said, 'inputs', 'signature_name') || said.inputs?.features === undefined)
    return refuse(400, 'JSON Value: missing inputs');
  return { status: 200, body: { outputs: said.inputs.features.map((row) => [sigmoidOf(row)]) } };
};

/** torchServe: POST /predictions/M with the `json` envelope (TorchServe inference API). */
export const torchServe: Api = (asked) => {
  if (asked.path !== 'POST /predictions/late') return refuse(404, 'ModelNotFoundException');
  const { instances } = json(asked) as { instances: number[][] };
  return { status: 200, body: { predictions: instances.map((row) => [sigmoidOf(row)]) } };
};

/** kserve: POST /v2/models/M/infer with binary tensors, JSON out (Open Inference Protocol). */
export const kserve: Api = (asked) => {
  if (asked.path !== 'POST /v2/models/late/infer') return refuse(404, 'Model with name late does not exist');
  const length = Number(asked.headers['inference-header-content-length']);
  const { inputs } = JSON.parse(asked.body.subarray(0, length).toString()) as {
    inputs: { name: string; shape: [number, number]; datatype: string }[];
  };
  const [input] = inputs;
  if (input?.name !== 'features' || input.datatype !== 'FP32') return refuse(400, 'unexpected input');
  const binary = asked.body.subarray(length);
  const rows = Array.from({ length: input.shape[0] }, (_, row) => [
    binary.readFloatLE(row * 8),
    binary.readFloatLE(row * 8 + 4),
  ]);
  const data = rows.map(sigmoidOf);
  const outputs = [{ name: 'probability', datatype: 'FP32', shape: [rows.length, 1], data }];
  return { status: 200, body: { model_name: 'late', outputs } };
};

/** sageMaker: POST /endpoints/E/invocations, signed by Signature Version 4 for `sagemaker` (InvokeEndpoint). */
export const sageMaker: Api = (asked) => {
  if (asked.path !== 'POST /endpoints/late/invocations') return refuse(404, 'Endpoint late of account not found.');
  const { authorization = '', host } = asked.headers;
  const signed =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/sagemaker\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/.exec(
      authorization,
    );
  const isFresh = /^\d{8}T\d{6}Z$/.test(String(asked.headers['x-amz-date']));
  if (signed === null || !isFresh || !signed[1]?.split(';').includes('host') || host === undefined)
    return refuse(403, 'The request signature we calculated does not match the signature you provided.');
  const { instances } = json(asked) as { instances: [number, string][] };
  return {
    status: 200,
    body: { predictions: instances.map(([distance, carrier]) => [sigmoidOf([distance, at(carrier)])]) },
  };
};

/** vertex: POST /v1/projects/P/locations/L/endpoints/E:predict with an OAuth token (PredictionService.Predict). */
export const vertex: Api = (asked) => {
  if (asked.path !== 'POST /v1/projects/7/locations/europe-west4/endpoints/9:predict') return refuse(404, 'NOT_FOUND');
  if (asked.headers.authorization !== 'Bearer ya29.granted') return refuse(401, 'UNAUTHENTICATED');
  const said = json(asked) as { instances?: { distance: number; carrier: string }[] };
  if (!onlyKeys(said, 'instances', 'parameters') || said.instances === undefined)
    return refuse(400, 'INVALID_ARGUMENT');
  const predictions = said.instances.map(({ distance, carrier }) => sigmoidOf([distance, at(carrier)]));
  return { status: 200, body: { predictions, deployedModelId: '1', model: 'late', modelVersionId: '1' } };
};

/** googleTokens: POST /token with a JWT grant (RFC 7523). */
export const googleTokens: Api = (asked) => {
  const form = new URLSearchParams(asked.body.toString());
  const claims = form.get('assertion')?.split('.')[1] ?? '';
  const { scope } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { scope: string };
  const isGrant = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  if (asked.path !== 'POST /token' || !isGrant || !scope.endsWith('/cloud-platform'))
    return refuse(400, 'invalid_grant');
  return { status: 200, body: { access_token: 'ya29.granted', expires_in: 3_599, token_type: 'Bearer' } };
};

/** plainJson is an API of somebody's own, with a key in a header. */
export const plainJson: Api = (asked) => {
  if (asked.path !== 'POST /score') return refuse(404, 'no such path');
  if (asked.headers['x-api-key'] !== 'sesame') return refuse(401, 'no key');
  const { flights } = json(asked) as { flights: { distance: number; carrier: string }[] };
  return {
    status: 200,
    body: { result: flights.map(({ distance, carrier }) => ({ late: sigmoidOf([distance, at(carrier)]) })) },
  };
};

const at = (carrier: string): number => ['AA', 'WN'].indexOf(carrier);
