import { startFakeSlack } from '@slipway/testkit';
import { expect, onTestFinished, test } from 'vitest';
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

test.each([
  ['&', /&(?!(?:amp|lt|gt);)/],
  ['<', /&(?!(?:amp|lt|gt);)/],
  ['\u{1f6eb}', /\p{Surrogate}/u],
  ['\u{1f468}\u{200d}\u{1f680}', /\p{Surrogate}/u],
])('a cut never goes through a %s', (mark, broken) => {
  for (let lead = 0; lead < 12; lead += 1) {
    const long = `${'a'.repeat(lead)}${mark.repeat(5_000)}`;
    const title = 'x&<'.includes(mark) ? 'x' : long;
    for (const plain of [false, true])
      for (const text of textsOf(slackBody({ ...message, title, summary: long, did: long }, plain)))
        expect(text).not.toMatch(broken);
  }
});

test('the link is whole, or left out', () => {
  const link = (length: number) => `http://127.0.0.1/?a=1&b=${'x'.repeat(length - 24)}`;
  expect(textsOf(slackBody({ ...message, link: link(100) }, true))[0]).toContain('?a=1&amp;b=');
  expect(slackBody({ ...message, link: link(3_000) })).toContain(`"url":"${link(3_000)}"`);
  expect(
    JSON.parse(slackBody({ ...message, link: link(3_001) })).blocks.map(({ type }: { type: string }) => type),
  ).toEqual(['header', 'section', 'context']);
  const long = textsOf(slackBody({ ...message, summary: 'x'.repeat(9_000) }, true))[0]!;
  expect([long.length <= 4_000, long.endsWith(message.link)]).toEqual([true, true]);
});

test.each([
  ['nothing to say', { title: '', summary: '', did: '' }],
  ['everything at its longest', { title: '<'.repeat(9_000), summary: '&'.repeat(50_000), did: '>'.repeat(50_000) }],
  ['3,000 characters', { summary: 'x'.repeat(3_000) }],
  ['3,001 characters', { summary: 'x'.repeat(3_001) }],
])('Slack takes a message with %s', async (_, change) => {
  const slack = await startFakeSlack();
  onTestFinished(() => slack.stop());
  for (const plain of [false, true])
    await fetch(slack.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: slackBody({ ...message, ...change }, plain),
    });
  expect(slack.answered).toEqual(['200 ok', '200 ok']);
});

test('plain text has no blocks, and only ok is ok', () => {
  expect(JSON.parse(slackBody(message, true))).toEqual({ text: expect.stringContaining('Drift at flight-delay') });
  expect([slackAccepted(200, 'ok'), slackAccepted(200, '<html>'), slackAccepted(500, 'ok')]).toEqual([
    true,
    false,
    false,
  ]);
});

/** Every text of a body, wherever it stands. */
function textsOf(body: string): string[] {
  const texts: string[] = [];
  JSON.parse(body, (_, value: unknown) => (typeof value === 'string' && texts.push(value), value));
  return texts;
}
