import { describe, expect, it } from 'vitest';
import { GATE_EXAMPLES, gateLine, parseGates } from './gate-lines.js';

describe('parseGates', () => {
  it('reads one gate a line', () =>
    expect(parseGates('auc >= 0.7\n\nlog_loss<=0.5')).toEqual({
      gates: [
        { metric: 'auc', op: '>=', threshold: 0.7, compare: 'value' },
        { metric: 'log_loss', op: '<=', threshold: 0.5, compare: 'value' },
      ],
    }));

  it('compares with the champion, and looks at a slice', () =>
    expect(parseGates(GATE_EXAMPLES.join('\n'))).toEqual({
      gates: [
        { metric: 'auc', op: '>=', threshold: 0.7, compare: 'value' },
        { metric: 'auc', op: '>=', threshold: 0.95, compare: 'champion_ratio' },
        { metric: 'log_loss', op: '<=', threshold: 0.01, compare: 'champion_difference' },
        { metric: 'recall', op: '>=', threshold: 0.5, compare: 'value', slice: { column: 'origin', value: 'ORD' } },
      ],
    }));

  it.each([...GATE_EXAMPLES, 'auc >= champion', 'auc >= champion - 0.02', 'mae <= 110% of champion'])(
    'writes what it reads: %s',
    (line) => {
      const parsed = parseGates(line);
      expect('gates' in parsed && parsed.gates.map(gateLine)).toEqual([line]);
    },
  );

  it.each(['auc > 0.7', 'auc >= high', '>= 1', 'auc >= % of champion', 'auc >= champion * 2'])(
    'names a line that is none: %s',
    (line) => expect(parseGates(line)).toEqual({ problem: `“${line}” is not a gate such as auc >= 0.7` }),
  );

  it('refuses a slice against the champion', () =>
    expect(parseGates('auc >= champion in origin=ORD')).toMatchObject({ problem: expect.stringContaining('slice') }));

  it('takes none', () => expect(parseGates('')).toEqual({ gates: [] }));
});
