import { SlipwayProblem } from '@slipway/client';
import type { Answer, Asked, Command } from '../command.js';
import { exitCodes } from '../explain-error.js';
import { gatewayAsked, rowsAsked } from '../rows-asked.js';
import { UsageError } from '../usage-error.js';
import { loadReport, loadText } from './load-report.js';
import { putLoad, type LoadPlan } from './put-load.js';

/** loadCommands: how an endpoint bears a load. */
export const loadCommands: readonly Command[] = [
  {
    words: 'bench endpoint',
    arguments: ['ENDPOINT'],
    about: 'Put a load of predictions on an endpoint; they are logged and counted like any other',
    options: {
      row: { kind: 'many', about: 'a row to predict; requests take the rows in turn' },
      file: { kind: 'text', about: 'a file with a list of rows or one row a line, - for the input' },
      callers: { kind: 'text', about: 'closed loop: so many wait for their answers (default 16)' },
      rate: { kind: 'text', about: 'open loop instead: so many requests a second, whatever the answers do' },
      seconds: { kind: 'text', about: 'how long (default 10)' },
      batch: { kind: 'text', about: 'rows of a request (default 1)' },
      gateway: { kind: 'text', about: 'address of the data plane; default: what Slipway says' },
    },
    run: benchEndpoint,
  },
];

async function benchEndpoint(asked: Asked): Promise<Answer> {
  const plan = planOf(asked);
  const batch = positive(asked, 'batch', 1);
  const rows = await rowsAsked(asked);
  if (rows.length === 0) throw new UsageError('There is no row to predict.');
  const client = asked.client();
  const endpoint = asked.argument('ENDPOINT');
  const gateway = await gatewayAsked(asked, client, endpoint);
  const rowsOf = (index: number) => Array.from({ length: batch }, (_, i) => rows[(index * batch + i) % rows.length]!);
  asked.note(`${plan.seconds} s, ${'rate' in plan ? `${plan.rate} requests a second` : `${plan.callers} callers`}`);
  const send = (index: number) => client.predict(gateway, endpoint, { rows: rowsOf(index) });
  const value = loadReport(await putLoad(plan, send, codeOf));
  return { value, text: loadText(value), exitCode: value.failed === 0 ? exitCodes.done : exitCodes.failed };
}

function planOf(asked: Asked): LoadPlan {
  const seconds = positive(asked, 'seconds', 10);
  if (asked.option('rate') === undefined) return { seconds, callers: positive(asked, 'callers', 16) };
  if (asked.option('callers') !== undefined) throw new UsageError('Give --callers or --rate, not both.');
  return { seconds, rate: positive(asked, 'rate', 1) };
}

const WHOLE = ['callers', 'batch'];

function positive(asked: Asked, name: string, otherwise: number): number {
  const text = asked.option(name);
  const value = text === undefined ? otherwise : Number(text);
  const isWhole = WHOLE.includes(name);
  if (value > 0 && value <= 100_000 && (!isWhole || Number.isInteger(value))) return value;
  throw new UsageError(`--${name} is a ${isWhole ? 'whole ' : ''}number above 0, at most 100000.`);
}

const codeOf = (error: unknown): string => (error instanceof SlipwayProblem ? error.code : 'no_answer');
