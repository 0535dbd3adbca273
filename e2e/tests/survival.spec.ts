import { createClient } from '@slipway/client';
import { endpointTable as api, type LoggedEvent } from '@slipway/contracts';
import { expect, test } from '@playwright/test';
import { lostWrites, readAcknowledged } from '../story/acknowledged.ts';
import type { PartName } from '../story/processes.ts';
import { startSlipway } from '../story/slipway.ts';

/** What the demo has printed when a part is killed: each at another step of the loop, in this order. */
const kills: { after: string; part: PartName }[] = [
  { after: '✓ trained on', part: 'api' },
  { after: 'version 1 registered', part: 'worker' },
  { after: 'retraining trigger are set', part: 'postgres' },
  { after: 'February: ', part: 'gateway' },
  { after: '✓ May: ', part: 'worker' },
  { after: 'canary of version 2 started', part: 'postgres' },
  { after: 'canary of version 3 started', part: 'gateway' },
];

test('kill -9 of any one process during the demo: it is started again, nothing acknowledged is lost, the loop closes', async () => {
  const slipway = await startSlipway();
  try {
    const client = createClient({ baseUrl: slipway.url, token: slipway.token });
    const waiting = [...kills];
    const killed: { part: PartName; pid: number }[] = [];
    const seen: Promise<LoggedEvent[]>[] = [];
    const printed = await slipway.runDemo((soFar) => {
      while (waiting[0] !== undefined && soFar.includes(waiting[0].after)) {
        const { part } = waiting.shift()!;
        seen.push(
          client.call(api.listAudit, { query: { limit: 500 } }).then(
            ({ items }) => items,
            () => [],
          ),
        );
        const pid = slipway.processOf(part);
        if (pid === undefined) throw new Error(`${part} does not run`);
        process.kill(pid, 'SIGKILL');
        killed.push({ part, pid });
      }
    });

    expect(killed.map(({ part }) => part)).toEqual(kills.map(({ part }) => part));
    for (const { part, pid } of killed) {
      expect(slipway.processOf(part), `${part} runs again`).toBeDefined();
      expect(slipway.processOf(part)).not.toBe(pid);
    }
    for (const milestone of [
      'February: No drift',
      'April: No drift',
      'features drift',
      'trainer made version 2',
      'promoted',
      'rolled back',
      'The loop is closed',
    ])
      expect(printed).toContain(milestone);

    const acknowledged = readAcknowledged(slipway.answersFile);
    expect(await lostWrites({ url: slipway.url, token: slipway.token, client }, 'flight-delay', acknowledged)).toEqual(
      [],
    );
    const { items: kept } = await client.call(api.listAudit, { query: { limit: 500 } });
    const eventsSeen = (await Promise.all(seen)).flat();
    expect(eventsSeen.length).toBeGreaterThan(0);
    for (const event of eventsSeen) expect(kept).toContainEqual(event);
    expect(await client.call(api.verifyAudit, {})).toMatchObject({ verified: true });
  } finally {
    await slipway.stop();
  }
});
