import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** SlackMessage is what an incoming webhook takes. */
export interface SlackMessage {
  text: string;
  blocks?: { type: string; text?: { text: string }; elements?: { url?: string; text?: unknown }[] }[];
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
const LENGTHS: Readonly<Record<string, number>> = { header: 150, section: 3_000 };

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
  if (message.text.length > 40_000) return 'msg_too_long';
  const { blocks = [] } = message;
  if (blocks.length > MOST_BLOCKS) return 'invalid_blocks';
  const isWrong = blocks.some(({ type, text, elements = [] }) => {
    const length = text?.text.length ?? 1;
    return (
      length === 0 || length > (LENGTHS[type] ?? Infinity) || elements.some(({ url }) => (url?.length ?? 0) > 3_000)
    );
  });
  if (isWrong) return 'invalid_blocks';
  return JSON.stringify(blocks).length > MOST_CHARACTERS ? 'msg_blocks_too_long' : null;
}
