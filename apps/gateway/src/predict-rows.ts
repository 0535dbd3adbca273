import type { IncomingMessage, ServerResponse } from 'node:http';
import { fieldErrorsOf, PredictRows } from '@slipway/contracts';
import type { Credential } from '@slipway/core';
import { feedsFromRows, rowsFromOutputs, type VersionSchema } from '@slipway/inference';
import { DataPlaneError } from './data-plane-error.js';
import { eventTimes } from './event-times.js';
import { header, readBody, sendJson, servedHeaders, versionAsked } from './http-exchange.js';
import { requireEndpoint, runRequest, type DataPlane } from './run-request.js';
import { variantFeeds } from './variant-feeds.js';

/** predictRows answers `POST /v1/endpoints/{name}/predict`: plain rows in, predictions out, for people with curl. */
export async function predictRows(
  plane: DataPlane,
  endpoint: string,
  credential: Credential | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const served = requireEndpoint(plane, endpoint, credential, (name) => `There is no endpoint ${name}.`);
  const bytes = await readBody(request);
  const receivedAt = plane.now();
  const { rows, key, at } = parseRows(bytes);
  const isPlayground = credential?.internal === true && header(request, 'x-slipway-playground') === '1';
  const asked = {
    endpoint,
    credential,
    key: header(request, 'x-slipway-key') ?? key ?? null,
    isPlayground,
    wantedRole: isPlayground ? (header(request, 'x-slipway-role') ?? null) : null,
    wantedVersion: versionAsked(header(request, 'x-slipway-version')),
    header: (name: string) => header(request, name),
    timeout: header(request, 'x-slipway-timeout-ms'),
    receivedAt,
    bytes: bytes.byteLength,
  };
  const times = eventTimes(at ?? header(request, 'x-slipway-at'), rows.length, receivedAt);
  const predicted = await runRequest(plane, asked, served, {
    prepare: (variant) => {
      const feeds = variantFeeds(variant, feedsFromRows(served.route.schema as VersionSchema, rows), rows);
      return { feeds, rowCount: rows.length, rows, at: times };
    },
    finish: (outputs, _prepared, { variant }) => {
      const predictions = rowsFromOutputs(variant.schema as VersionSchema, outputs, rows.length);
      return { reply: predictions, predictions };
    },
  });
  const { predictionId, by, reply } = predicted;
  const { model, version, role } = by.variant;
  const said = { predictionId, endpoint, model, version, variant: role, predictions: reply };
  sendJson(response, 200, said, servedHeaders(predicted, served));
}

function parseRows(bytes: Uint8Array): PredictRows {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    throw new DataPlaneError(400, 'invalid_request', 'The body is not JSON.');
  }
  const parsed = PredictRows.safeParse(json);
  if (parsed.success) return parsed.data;
  const errors = fieldErrorsOf(parsed.error).slice(0, 20);
  const [first] = errors;
  throw new DataPlaneError(
    400,
    'invalid_request',
    `The body is not {"rows": [{...}]}: ${first?.path} ${first?.message}`,
    errors,
  );
}
