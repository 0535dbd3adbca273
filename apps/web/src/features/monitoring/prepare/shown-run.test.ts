import type { Monitor, MonitorRun } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { shownRun } from './shown-run.js';

const run = (id: string, rows: number, estimates: object[] = []) => ({ id, rows, estimates }) as unknown as MonitorRun;
const empty = run('empty', 0);

it.each<[string, MonitorRun[], string, Monitor['kind'], string | undefined]>([
  ['none', [], '', 'drift', undefined],
  ['the newest', [run('b', 5), run('a', 5)], '', 'drift', 'b'],
  ['the chosen one', [run('b', 5), run('a', 5)], 'a', 'drift', 'a'],
  ['the chosen one, though it is empty', [run('b', 5), empty], 'empty', 'drift', 'empty'],
  ['one that is gone', [run('b', 5)], 'gone', 'drift', 'b'],
  ['an empty one before it', [empty, run('b', 5)], '', 'drift', 'b'],
  ['an estimate without outcomes', [empty, run('c', 0, [{}]), run('b', 5)], '', 'performance', 'c'],
  ['only empty ones', [empty], '', 'drift', 'empty'],
  ['an empty one of volume', [empty, run('b', 5)], '', 'volume', 'empty'],
])('%s', (_name, runs, chosen, kind, id) => expect(shownRun(runs, chosen, kind)?.id).toBe(id));
