import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credential } from '@slipway/core';
import { feedsFromRows, rowsFromOutputs, type VersionSchema } from '@slipway/inference';
import { eventTimes } from './event-times.js';
import { header, readBody, sendJson, servedHeaders, versionAsked } from './http-exchange.js';
import { prepareImages } from './prepare-images.js';
import { readRowBody } from './read-row-body.js';
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
  const { rows: sent, key, at } = await readRowBody(bytes, header(request, 'content-type') ?? '');
  const { rows, logged } = await prepareImages(served.route.schema as VersionSchema, sent);
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
    // Of a picture the log keeps the digest.
    bytes: logged === sent ? bytes.byteLength : 0,
  };
  const times = eventTimes(at ?? header(request, 'x-slipway-at'), rows.length, receivedAt);
  const predicted = await runRequest(plane, asked, served, {
    prepare: (variant) => {
      const feeds = variantFeeds(variant, feedsFromRows(served.route.schema as VersionSchema, rows), rows);
      return { feeds, rowCount: rows.length, rows: logged, at: times };
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
