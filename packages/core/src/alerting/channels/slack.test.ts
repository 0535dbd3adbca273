import { expect, test } from 'vitest';
import { slackAccepted, slackBody } from './slack.js';

const message = {
  title: 'Drift at flight-delay',
  summary: 'distance D .17',
  did: null,
  severity: 'warning' as const,
  link: 'http://127.0.0.1:3000/alerts',
  at: '2026-01-01T00:00:00Z',
};

test('a hostile name neither pings a channel nor fakes a link', () => {
  const body = slackBody({ ...message, title: '<!channel> & <http://x|ok>', summary: '<!here>' });
  expect(body).not.toMatch(/[^;]<!here>/);
  expect(JSON.parse(body)).toMatchObject({
    text: expect.stringContaining('&lt;!channel&gt; &amp; &lt;http://x|ok&gt;'),
  });
});

test.each([0, 1, 50, 51, 500])('%d drifting features stay within the limits of Slack', (count) => {
  const summary = Array.from({ length: count }, (_, i) => `feature_${i} D .${i}`).join('\n');
  const body = JSON.parse(slackBody({ ...message, summary, title: 'x'.repeat(400) })) as {
    blocks: { type: string; text?: { text: string } }[];
  };
  expect(body.blocks[0]?.text?.text.length).toBeLessThanOrEqual(150);
  expect(body.blocks[1]?.text?.text.length).toBeLessThanOrEqual(3_000);
});

test('plain text has no blocks, and only ok is ok', () => {
  expect(JSON.parse(slackBody(message, true))).toEqual({ text: expect.stringContaining('Drift at flight-delay') });
  expect([slackAccepted(200, 'ok'), slackAccepted(200, '<html>'), slackAccepted(500, 'ok')]).toEqual([
    true,
    false,
    false,
  ]);
});
