import type { Credential } from '@slipway/core';
import { feedsFromRows, rowsFromOutputs, type VersionSchema } from '@slipway/inference';
import { eventTimes } from './event-times.js';
import { goneOf, header, readBody, sendJson, servedHeaders, versionAsked, type Exchange } from './http-exchange.js';
import { hasImages, prepareImages } from './prepare-images.js';
import { isForm, readRowForm, readRowJson } from './read-row-body.js';
import { everyRow, rowsOfList } from './row-source.js';
import { requireEndpoint, runRequest, type DataPlane } from './run-request.js';
import { variantFeeds } from './variant-feeds.js';

/** predictRows answers `POST /v1/endpoints/{name}/predict`: plain rows in, predictions out, for people with curl. */
export async function predictRows(
  plane: DataPlane,
  endpoint: string,
  credential: Credential | null,
  exchange: Exchange,
): Promise<void> {
  const { request } = exchange;
  const served = requireEndpoint(plane, endpoint, credential, (name) => `There is no endpoint ${name}.`);
  const bytes = await readBody(request);
  const receivedAt = plane.now();
  const type = header(request, 'content-type') ?? '';
  const { rows: sent, key, at } = isForm(type) ? await readRowForm(bytes, type) : readRowJson(bytes);
  const schema = served.route.schema as VersionSchema;
  const { rows, logged } = hasImages(schema) ? await prepareImages(schema, sent) : { rows: sent, logged: sent };
  const isPlayground = credential?.internal === true && header(request, 'x-slipway-playground') === '1';
  const asked = {
    endpoint,
    credential,
    key: header(request, 'x-slipway-key') ?? key ?? null,
    isPlayground,
    wantedRole: isPlayground ? (header(request, 'x-slipway-role') ?? null) : null,
    wantedVersion: versionAsked(header(request, 'x-slipway-version')),
    header: (name: string) => header(request, name),
    everyRow: (feature: string, isWanted: (value: unknown) => boolean) =>
      everyRow(rowsOfList(sent), sent.length, feature, isWanted),
    timeout: header(request, 'x-slipway-timeout-ms'),
    whenGone: goneOf(exchange),
    receivedAt,
    // Of a picture the log keeps the digest.
    bytes: logged === sent ? bytes.byteLength : 0,
  };
  const times = eventTimes(at ?? header(request, 'x-slipway-at'), rows.length, receivedAt);
  const predicted = await runRequest(plane, asked, served, {
    prepare: (variant) => {
      const feeds = feedsFromRows(schema, rows);
      return {
        feeds: variantFeeds(variant, feeds, rowsOfList(rows), rows.length),
        rowCount: rows.length,
        rows: rowsOfList(logged),
        at: times,
      };
    },
    finish: (outputs, _prepared, { variant }) => {
      const predictions = rowsFromOutputs(variant.schema as VersionSchema, outputs, rows.length);
      return { reply: predictions, predictions: (row) => predictions[row]! };
    },
  });
  const { predictionId, by, reply } = predicted;
  const { model, version, role } = by.variant;
  const said = { predictionId, endpoint, model, version, variant: role, predictions: reply };
  sendJson(exchange, 200, said, servedHeaders(predicted, served));
}
