import { describe, expect, it } from 'vitest';
import { parseMetadata } from './version-metadata.js';

const parse = (metrics: string, params = '') => parseMetadata({ metrics, params, description: '' });

describe('parseMetadata', () => {
  it('reads one pair a line', () =>
    expect(parse('auc = 0.91\n\nloss=1e-3', 'url=a=b')).toEqual({
      metadata: { metrics: { auc: 0.91, loss: 0.001 }, params: { url: 'a=b' }, description: '' },
    }));
  it('names the line that is wrong', () => expect(parse('auc')).toEqual({ problem: '“auc” is not name=value.' }));
  it('names the metric that is no number', () =>
    expect(parse('auc=high')).toEqual({ problem: 'The metric auc is not a number: “high”.' }));
  it('takes nothing', () => expect(parse('')).toEqual({ metadata: { metrics: {}, params: {}, description: '' } }));
});
