import type { Message } from '../message.js';

const SECTION = 2_500;
const HEADER = 150;
const TEXT = 4_000;
const LINK = 3_000;
const MORE = ' … and more';
const OVER = '✅';
const marks = { critical: '🔴', warning: '🟠', info: '🔵' } as const;

/**
 * slackBody renders a message for a Slack incoming webhook: blocks, and `text` as preview and fallback. Only & < > are escaped, as Slack
 * documents, so that a name can neither ping a channel nor fake a link. A link is whole or left out. `plain` leaves the blocks out.
 */
export function slackBody(message: Message, plain = false): string {
  const mark = message.tells === 'end' ? OVER : marks[message.severity];
  const title = `${mark} ${message.title}`;
  const did = message.did || null;
  const link = message.link.length <= LINK ? message.link : null;
  const lines = [title, message.summary, did].filter((line) => line !== null && line !== '').join('\n');
  const after = link === null ? '' : `\n${escape(link)}`;
  const text = `${cut(escape(lines), TEXT - after.length)}${after}`;
  if (plain) return JSON.stringify({ text });
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: cut(title, HEADER) } },
    { type: 'section', text: { type: 'mrkdwn', text: cut(escape(message.summary || title), SECTION) } },
    ...(did === null
      ? []
      : [{ type: 'section', text: { type: 'mrkdwn', text: cut(`*Slipway did:* ${escape(did)}`, SECTION) } }]),
    ...(link === null
      ? []
      : [
          {
            type: 'actions',
            elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open evidence' }, url: link }],
          },
        ]),
    { type: 'context', elements: [{ type: 'mrkdwn', text: escape(message.at) }] },
  ];
  return JSON.stringify({ text, blocks });
}

/** slackAccepted tells whether Slack took a message: 200 and the body `ok`; a proxy's page with 200 is no acceptance. */
export const slackAccepted = (status: number, body: string): boolean => status === 200 && body.trim() === 'ok';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** cut shortens at the end of a line where there is one, never inside a character or an escaped one, and says that more follows. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const part = text
    .slice(0, length - MORE.length)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/&(?:am?p?|lt?|gt?)?$/, '');
  const line = part.lastIndexOf('\n');
  return `${line > length / 2 ? part.slice(0, line) : part}${MORE}`;
}
