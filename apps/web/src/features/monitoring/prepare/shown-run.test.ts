import type { Monitor, MonitorRun } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { shownRun } from './shown-run.js';

const run = (id: string, rows: number, estimates: object[] = [], state = 'ok') =>
  ({ id, rows, estimates, state }) as unknown as MonitorRun;
const empty = run('empty', 0);
const alarm = run('alarm', 5, [], 'firing');
const of = (kind: Monitor['kind'], state: Monitor['state'] = 'ok') => ({ kind, state });

it.each<[string, MonitorRun[], Pick<Monitor, 'kind' | 'state'>, string | undefined]>([
  ['none', [], of('drift'), undefined],
  ['the newest', [run('b', 5), run('a', 5)], of('drift'), 'b'],
  ['an empty one before it', [empty, run('b', 5)], of('drift'), 'b'],
  ['an estimate without outcomes', [empty, run('c', 0, [{}]), run('b', 5)], of('performance'), 'c'],
  [
    'what alarmed, while later ones wait for outcomes',
    [run('c', 0, [{}]), alarm],
    of('performance', 'firing'),
    'alarm',
  ],
  ['not what alarmed once', [run('b', 5), alarm], of('performance'), 'b'],
  ['only empty ones', [empty], of('drift'), 'empty'],
  ['an empty one of volume', [empty, run('b', 5)], of('volume'), 'empty'],
])('%s', (_name, runs, monitor, id) => expect(shownRun(runs, monitor)?.id).toBe(id));
