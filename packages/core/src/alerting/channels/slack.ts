import type { Message } from '../message.js';

const SECTION = 2_500;
const HEADER = 150;
const marks = { critical: '🔴', warning: '🟠', info: '🔵' } as const;

/**
 * slackBody renders a message for a Slack incoming webhook: blocks, and `text` as preview and fallback. Only & < > are escaped, as Slack
 * documents, so that a name can neither ping a channel nor fake a link. `plain` leaves the blocks out.
 */
export function slackBody(message: Message, plain = false): string {
  const title = `${marks[message.severity]} ${message.title}`;
  const text = [escape(title), escape(message.summary), message.did === null ? '' : escape(message.did), message.link]
    .filter((line) => line !== '')
    .join('\n');
  if (plain) return JSON.stringify({ text: text.slice(0, 4_000) });
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: cut(title, HEADER) } },
    { type: 'section', text: { type: 'mrkdwn', text: cut(escape(message.summary), SECTION) } },
    ...(message.did === null
      ? []
      : [{ type: 'section', text: { type: 'mrkdwn', text: cut(`*Slipway did:* ${escape(message.did)}`, SECTION) } }]),
    {
      type: 'actions',
      elements: [
        { type: 'button', text: { type: 'plain_text', text: 'Open evidence' }, url: message.link.slice(0, 3_000) },
      ],
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: escape(message.at) }] },
  ];
  return JSON.stringify({ text: text.slice(0, 4_000), blocks });
}

/** slackAccepted tells whether Slack took a message: 200 and the body `ok`; a proxy's page with 200 is no acceptance. */
export const slackAccepted = (status: number, body: string): boolean => status === 200 && body.trim() === 'ok';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** cut shortens at the end of a line where there is one, and says that more follows. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const part = text.slice(0, length - 12);
  const line = part.lastIndexOf('\n');
  return `${line > length / 2 ? part.slice(0, line) : part} … and more`;
}
