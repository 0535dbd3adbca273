import { expect, it } from 'vitest';
import { gateText, parseGate } from './parse-gate.js';
import { UsageError } from './usage-error.js';

it.each([
  ['auc >= 0.7', { metric: 'auc', op: '>=', threshold: 0.7 }],
  ['log_loss<=.5', { metric: 'log_loss', op: '<=', threshold: 0.5 }],
  ['auc[carrier=AA] >= 0.6', { metric: 'auc', op: '>=', threshold: 0.6, slice: { column: 'carrier', value: 'AA' } }],
  ['auc >= champion * 0.99', { metric: 'auc', op: '>=', threshold: 0.99, compare: 'champion_ratio' }],
  ['auc >= champion - 0.01', { metric: 'auc', op: '>=', threshold: -0.01, compare: 'champion_difference' }],
  ['auc >= champion', { metric: 'auc', op: '>=', threshold: 0, compare: 'champion_difference' }],
])('reads %s', (text, gate) => expect(parseGate(text)).toEqual(gate));

it.each(['auc', 'auc > 0.7', 'auc >= good', 'auc >= 0.7 or f1 >= 1'])('refuses %s', (text) =>
  expect(() => parseGate(text)).toThrow(UsageError),
);

it.each([
  'auc >= 0.7',
  'auc[carrier=AA] >= 0.6',
  'auc >= champion * 0.99',
  'auc >= champion - 0.01',
  'auc <= champion',
])('writes %s as it was read', (text) => expect(gateText(parseGate(text))).toBe(text));
