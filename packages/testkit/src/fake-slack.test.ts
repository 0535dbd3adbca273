import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeSlack, type FakeSlack } from './fake-slack.js';

let slack: FakeSlack;
beforeAll(async () => {
  slack = await startFakeSlack();
});
afterAll(() => slack.stop());

const send = async (body: unknown, contentType = 'application/json'): Promise<string> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(slack.url, { method: 'POST', headers: { 'content-type': contentType }, body: text });
  return `${answer.status} ${await answer.text()}`;
};
const section = (length: number) => ({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(length) } });
const header = (length: number, type = 'plain_text') => ({ type: 'header', text: { type, text: 'x'.repeat(length) } });
const button = (length: number, url = 'https://slipway.example/') => ({
  type: 'button',
  text: { type: 'plain_text', text: 'x'.repeat(length) },
  url,
});
const blocks = (...list: unknown[]) => ({ text: 'x', blocks: list });
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const fields = (count: number, length: number) => ({
  type: 'section',
  fields: many(count, { type: 'mrkdwn', text: 'x'.repeat(length) }),
});
const context = (count: number) => ({ type: 'context', elements: many(count, { type: 'mrkdwn', text: 'x' }) });
const actions = (count: number, one = button(5)) => ({ type: 'actions', elements: many(count, one) });

test.each([
  ['a text', { text: 'x' }],
  ['50 blocks', blocks(...many(50, section(10)))],
  ['a section of 3,000', blocks(section(3_000))],
  ['a header of 150', blocks(header(150))],
  ['10 fields', blocks(fields(10, 100))],
  ['a field of 2,000', blocks(fields(1, 2_000))],
  ['10 elements of context', blocks(context(10))],
  ['25 buttons', blocks(actions(25))],
  ['a button of 75', blocks(actions(1, button(75)))],
])('takes %s', async (_, body) => expect(await send(body)).toBe('200 ok'));

test.each([
  ['no JSON', '{', 'invalid_payload'],
  ['no text', { blocks: [] }, 'no_text'],
  ['51 blocks', blocks(...many(51, section(10))), 'invalid_blocks'],
  ['an empty section', blocks(section(0)), 'invalid_blocks'],
  ['a section without text', blocks({ type: 'section' }), 'invalid_blocks'],
  ['a section of 3,001', blocks(section(3_001)), 'invalid_blocks'],
  ['a header of 151', blocks(header(151)), 'invalid_blocks'],
  ['a header with marks', blocks(header(10, 'mrkdwn')), 'invalid_blocks'],
  ['11 fields', blocks(fields(11, 100)), 'invalid_blocks'],
  ['a field of 2,001', blocks(fields(1, 2_001)), 'invalid_blocks'],
  ['11 elements of context', blocks(context(11)), 'invalid_blocks'],
  ['26 buttons', blocks(actions(26)), 'invalid_blocks'],
  ['no button', blocks(actions(0)), 'invalid_blocks'],
  ['a button of 76', blocks(actions(1, button(76))), 'invalid_blocks'],
  ['a link of 3,001', blocks(actions(1, button(5, `https://x/${'x'.repeat(2_991)}`))), 'invalid_blocks'],
  ['no link', blocks(actions(1, button(5, 'nowhere'))), 'invalid_blocks'],
  ['a block nobody knows', blocks({ type: 'banner' }), 'invalid_blocks'],
  ['a long block id', blocks({ ...section(5), block_id: 'x'.repeat(256) }), 'invalid_blocks'],
  ['13,200 characters of blocks', blocks(...many(5, section(2_900))), 'msg_blocks_too_long'],
  ['40,001 characters of text', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
])('refuses %s', async (_, body, reason) => expect(await send(body)).toBe(`400 ${reason}`));

test('refuses a body that is not JSON by its type', async () => {
  expect(await send({ text: 'x' }, 'text/plain')).toBe('400 invalid_payload');
});
