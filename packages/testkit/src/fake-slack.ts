import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** SlackText is a text object of Slack. */
export interface SlackText {
  type?: string;
  text: string;
}

/** SlackBlock is one block of a message. */
export interface SlackBlock {
  type: string;
  block_id?: string;
  text?: SlackText;
  fields?: SlackText[];
  elements?: { type?: string; url?: string; text?: string | SlackText }[];
}

/** SlackMessage is what an incoming webhook takes. */
export interface SlackMessage {
  text: string;
  blocks?: SlackBlock[];
}

/** ScriptedAnswer is what Slack answers instead of judging the next message. */
export interface ScriptedAnswer {
  status: number;
  body: string;
  headers?: Record<string, string>;
  /** The message is read at once, and answered when this is over. */
  after?: Promise<void>;
}

/** FakeSlack is a receiver on loopback that refuses what Slack refuses. */
export interface FakeSlack {
  url: string;
  /** `host:port`, as an operator allows it. */
  address: string;
  /** Messages that were taken, oldest first. */
  taken: SlackMessage[];
  /** Every answer given, oldest first. */
  answered: string[];
  /** Answers the next messages so, one each. */
  answerNext(...answers: ScriptedAnswer[]): void;
  stop(): Promise<void>;
}

const MOST_BLOCKS = 50;
const MOST_CHARACTERS = 13_200;
const MOST_TEXT = 40_000;

type Judge = (block: SlackBlock) => boolean;
const isText = (text: SlackText | undefined, most: number): boolean =>
  typeof text?.text === 'string' && text.text.length > 0 && text.text.length <= most;
const isLink = (url: string | undefined): boolean =>
  url === undefined || (url.length <= 3_000 && /^https?:/.test(url) && URL.canParse(url));
const isAmong = (count: number, most: number): boolean => count > 0 && count <= most;

/** Which blocks Slack takes, by its documentation of each. */
const judges: Readonly<Record<string, Judge>> = {
  header: ({ text }) => isText(text, 150) && text?.type === 'plain_text',
  section: ({ text, fields }) =>
    (text === undefined ? fields !== undefined : isText(text, 3_000)) &&
    (fields === undefined || (isAmong(fields.length, 10) && fields.every((field) => isText(field, 2_000)))),
  context: ({ elements = [] }) => isAmong(elements.length, 10),
  actions: ({ elements = [] }) =>
    isAmong(elements.length, 25) &&
    elements.every(({ text, url }) => typeof text === 'object' && isText(text, 75) && isLink(url)),
  divider: () => true,
};

/** startFakeSlack listens on a free port; limits as documented by Slack, and the undocumented one on all blocks together. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const script: ScriptedAnswer[] = [];
  const taken: SlackMessage[] = [];
  const answered: string[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (body) => {
      const { status, body: text, headers, after } = script.shift() ?? judge(request, body);
      await after;
      if (text === 'ok') taken.push(JSON.parse(body) as SlackMessage);
      answered.push(`${status} ${text}`);
      response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${address}/services/T000/B000/secret`,
    address,
    taken,
    answered,
    answerNext: (...answers) => void script.push(...answers),
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function judge(request: IncomingMessage, body: string): ScriptedAnswer {
  if (request.method !== 'POST') return { status: 405, body: 'method_not_allowed' };
  if (request.headers['content-type'] !== 'application/json') return { status: 400, body: 'invalid_payload' };
  const reason = refusal(body);
  return reason === null ? { status: 200, body: 'ok' } : { status: 400, body: reason };
}

function refusal(body: string): string | null {
  let message: SlackMessage;
  try {
    message = JSON.parse(body) as SlackMessage;
  } catch {
    return 'invalid_payload';
  }
  if (typeof message.text !== 'string' || message.text === '') return 'no_text';
  if (message.text.length > MOST_TEXT) return 'msg_too_long';
  const { blocks = [] } = message;
  const isRight = blocks.every((block) => (block.block_id?.length ?? 0) <= 255 && judges[block.type]?.(block) === true);
  if (blocks.length > MOST_BLOCKS || !isRight) return 'invalid_blocks';
  return JSON.stringify(blocks).length > MOST_CHARACTERS ? 'msg_blocks_too_long' : null;
}
