import { createClient, type Client } from '@slipway/client';
import { endpointTable as api, type SystemStatus } from '@slipway/contracts';
import { demoSettings } from '../env.js';
import { readFlights } from '../flights-data.js';
import { startAlertReceiver } from './alert-receiver.js';
import { makeNarrator } from './narrator.js';
import { demoNames } from './names.js';
import { runBrokenCandidate } from './part-broken-candidate.js';
import { runDriftAndRetraining } from './part-drift.js';
import { runRegisterAndDeploy } from './part-register.js';
import type { Demo } from './part.js';
import { steady } from './steady.js';

/** runDemo drives the whole loop on the flights of 2001 against a running Slipway and ends when it came round. */
export async function runDemo(): Promise<void> {
  const settings = demoSettings();
  const client = createClient({ baseUrl: settings.url, token: settings.token });
  const system = await firstAnswer(settings.url, client);
  const narrator = makeNarrator(process.stdout, settings.url, Date.now);
  const receiver = await startAlertReceiver(settings.receiverPort);
  try {
    narrator.part('Reading 3,000,000 US flights of January to June 2001');
    const flights = await readFlights();
    narrator.milestone(`${flights.count.toLocaleString('en')} flights read`);
    const taken = await steady(() => client.call(api.listModels, { query: { q: 'flight-delay', limit: 500 } }));
    const demo: Demo = {
      client,
      gatewayUrl: system.gatewayUrl,
      token: settings.token,
      narrator,
      receiver,
      flights,
      names: demoNames(taken.items.length + 1),
    };
    const champion = await runRegisterAndDeploy(demo);
    await runDriftAndRetraining(demo);
    await runBrokenCandidate(demo, champion);
    narrator.part('The loop is closed');
    narrator.milestone('Every step of it is in the audit trail', '/audit');
  } finally {
    receiver.close();
  }
}

/** The first question is asked once: a Slipway that does not run will not answer by being waited for. */
async function firstAnswer(url: string, client: Client): Promise<SystemStatus> {
  try {
    return await client.call(api.getSystem, {});
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? error.status : undefined;
    if (status === 401 || status === 403)
      throw new Error(
        `the Slipway at ${url} does not take this token: set SLIPWAY_TOKEN, or SLIPWAY_DATA to its data folder`,
      );
    if (typeof status === 'number') throw error;
    throw new Error(`no Slipway answers at ${url}: run npm start first, or set SLIPWAY_URL to where it runs`);
  }
}

runDemo().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
