import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Answered is what a caller got: `body` is the JSON of the answer to what was `sent`, `atMs` when it was there (Date.now). A connection that broke
 * off is status 0.
 */
export interface Answered {
  status: number;
  sent: string;
  sentAtMs: number;
  body: Readonly<Record<string, unknown>>;
  atMs: number;
}

/** SteadyCallers post JSON one after the other, each after a pause, until they are stopped. */
export class SteadyCallers {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly callers: Promise<void>[];
  private isOver = false;

  constructor(
    private readonly target: { url: string; headers: Record<string, string> },
    { callers, pauseMs }: { callers: number; pauseMs: number },
    body: () => string,
    onAnswer: (answered: Answered) => void,
  ) {
    this.callers = Array.from({ length: callers }, async () => {
      while (!this.isOver) {
        onAnswer(await this.post(body()));
        if (pauseMs > 0) await sleep(pauseMs);
      }
    });
  }

  /** stop ends after the requests under way. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.callers);
    this.agent.destroy();
  }

  private post(body: string): Promise<Answered> {
    const headers = { ...this.target.headers, 'content-type': 'application/json' };
    const sentAtMs = Date.now();
    return new Promise((resolve) => {
      const ended = (status: number, answer: Answered['body']): void =>
        resolve({ status, sent: body, sentAtMs, body: answer, atMs: Date.now() });
      const broken = (error: Error): void => ended(0, { error: error.message });
      const sent = request(this.target.url, { method: 'POST', agent: this.agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as Answered['body'];
          ended(response.statusCode ?? 0, answer);
        });
        response.on('error', broken);
      });
      sent.on('error', broken);
      sent.end(body);
    });
  }
}
