import type { RunningSlipway } from './running-slipway.js';
import { createClient } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { exportFlightDelayModel } from '@slipway/example-flights/export-onnx';
import { tableOf, featuresOf } from '@slipway/example-flights/features';
import { readFlights } from '@slipway/example-flights/flights-data';
import { splitJanuary } from '@slipway/example-flights/split-flights';
import { trainFlightDelayModel } from '@slipway/example-flights/train';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** DeployedFlights is the flight-delay model served by a Slipway, and lying on disk for a reference server. */
export interface DeployedFlights {
  predictUrl: string;
  headers: Record<string, string>;
  modelFile: string;
  rows: object[];
}

/** deployFlights trains the example's model, serves it behind the endpoint `flights` and keeps its file in `folder`. */
export async function deployFlights(slipway: RunningSlipway, folder: string): Promise<DeployedFlights> {
  const flights = await readFlights();
  const { training } = splitJanuary(flights);
  const bytes = exportFlightDelayModel(trainFlightDelayModel(tableOf(flights, training)));
  const modelFile = join(folder, 'flights.onnx');
  await writeFile(modelFile, bytes);
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  const version = await client.uploadVersion('flights', [{ name: 'model.onnx', content: bytes }], {});
  await client.call(api.createEndpoint, { body: { name: 'flights', model: 'flights', version: version.version } });
  while ((await client.call(api.getEndpoint, { params: { name: 'flights' } })).status !== 'serving') await sleep(100);
  return {
    predictUrl: `${slipway.gatewayUrl}/v1/endpoints/flights/predict`,
    headers: { authorization: `Bearer ${slipway.token}` },
    modelFile,
    rows: Array.from(training.subarray(0, 1000), (row) => featuresOf(flights, row)),
  };
}
