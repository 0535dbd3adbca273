import { describe, expect, it } from 'vitest';
import { parseGates } from './gate-lines.js';

describe('parseGates', () => {
  it('reads one gate a line', () =>
    expect(parseGates('auc >= 0.7\n\nlog_loss<=0.5')).toEqual({
      gates: [
        { metric: 'auc', op: '>=', threshold: 0.7 },
        { metric: 'log_loss', op: '<=', threshold: 0.5 },
      ],
    }));
  it.each(['auc > 0.7', 'auc >= high', '>= 1'])('names a line that is none: %s', (line) =>
    expect(parseGates(line)).toEqual({ problem: `“${line}” is not a gate such as auc >= 0.7` }),
  );
  it('takes none', () => expect(parseGates('')).toEqual({ gates: [] }));
});
