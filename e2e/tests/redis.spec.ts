import { expect, test } from '@playwright/test';
import { redisUrl } from '../story/env.ts';
import { startSlipway } from '../story/slipway.ts';

const queueUrl = redisUrl();

test('the same loop with the queue on Redis', async () => {
  expect(queueUrl, 'npm test starts a Redis and names it in TEST_REDIS_URL').toBeDefined();
  const slipway = await startSlipway({ QUEUE_URL: queueUrl });
  try {
    expect(await slipway.runDemo()).toContain('The loop is closed');
  } finally {
    await slipway.stop();
  }
});
