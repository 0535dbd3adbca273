import type { IncomingMessage, ServerResponse } from 'node:http';
import { PredictRows } from '@slipway/contracts';
import type { Credential } from '@slipway/core';
import { feedsFromRows, readInferBody, rowsFromOutputs, type VersionSchema } from '@slipway/inference';
import { DataPlaneError } from './data-plane-error.js';
import { header, sendJson, servedHeaders } from './http-exchange.js';
import { requireEndpoint, runRequest, type DataPlane } from './run-request.js';

/** predictRows answers `POST /v1/endpoints/{name}/predict`: plain rows in, predictions out, for people with curl. */
export async function predictRows(plane: DataPlane, endpoint: string, credential: Credential | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readRows(request);
  const isPlayground = credential?.internal === true && header(request, 'x-slipway-playground') === '1';
  const asked = {
    endpoint,
    credential,
    key: header(request, 'x-slipway-key') ?? body.key ?? null,
    isPlayground,
    wantedRole: isPlayground ? (header(request, 'x-slipway-role') ?? null) : null,
    wantedVersion: null,
  };
  const served = requireEndpoint(plane, asked, (name) => `There is no endpoint ${name}.`);
  const at = eventTimes(body.at ?? header(request, 'x-slipway-at'), body.rows.length);
  const answer = await runRequest(
    plane,
    asked,
    served,
    ({ variant }) => ({ feeds: feedsFromRows(variant.schema as VersionSchema, body.rows), rowCount: body.rows.length, rows: body.rows, at }),
    (outputs, _prepared, { variant }) => {
      const predictions = rowsFromOutputs(variant.schema as VersionSchema, outputs, body.rows.length);
      return { reply: predictions, predictions };
    },
  );
  const { model, version, role } = answer.hosted.variant;
  const said = { predictionId: answer.predictionId, endpoint, model, version, variant: role, predictions: answer.reply };
  sendJson(response, 200, said, servedHeaders(answer.predictionId, answer.served, answer.hosted));
}

async function readRows(request: IncomingMessage): Promise<PredictRows> {
  const bytes = await readInferBody(request, request.headers);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new DataPlaneError(400, 'invalid_request', 'The body is not JSON.');
  }
  const parsed = PredictRows.safeParse(json);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new DataPlaneError(400, 'invalid_request', `The body is not {"rows": [{...}]}: ${errors[0]?.path ?? ''} ${errors[0]?.message ?? ''}`, errors);
}

function eventTimes(at: string | string[] | undefined, count: number): Date[] | null {
  if (at === undefined) return null;
  const times = typeof at === 'string' ? Array.from({ length: count }, () => at) : at;
  if (times.length !== count) throw new DataPlaneError(400, 'invalid_request', `at holds ${times.length} times for ${count} rows.`, [{ path: 'at', message: 'one time a row' }]);
  return times.map((text, row) => {
    const time = new Date(text);
    if (Number.isNaN(time.getTime())) throw new DataPlaneError(400, 'invalid_request', 'at must be RFC 3339 times.', [{ path: `at[${row}]`, message: 'not a time' }]);
    return time;
  });
}
