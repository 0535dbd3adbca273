import { expect, test } from '@playwright/test';
import { startSlipway } from '../story/slipway.js';

const queueUrl = process.env['TEST_REDIS_URL'];

test('the same loop with the queue on Redis', async () => {
  expect(queueUrl, 'npm test starts a Redis and names it in TEST_REDIS_URL').toBeDefined();
  const slipway = await startSlipway({ QUEUE_URL: queueUrl });
  try {
    expect(await slipway.runDemo()).toContain('The loop is closed');
  } finally {
    await slipway.stop();
  }
});
