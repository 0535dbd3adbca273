import type { Monitor, ServingEndpoint } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { driftOf } from './drift-of.js';

const endpoint = (name: string, model: string) => ({ name, variants: [{ model }] }) as unknown as ServingEndpoint;
const monitor = (name: string, at: string, state: Monitor['state'], more: Partial<Monitor> = {}) =>
  ({ name, endpoint: at, state, kind: 'drift', enabled: true, ...more }) as Monitor;
const endpoints = [endpoint('a', 'delays'), endpoint('b', 'delays'), endpoint('c', 'fares')];

it.each<[string, Monitor[], string | undefined]>([
  ['the gravest of all its endpoints', [monitor('x', 'a', 'ok'), monitor('y', 'b', 'firing')], 'y'],
  ['none of another model', [monitor('x', 'c', 'firing')], undefined],
  ['none that is off', [monitor('x', 'a', 'firing', { enabled: false })], undefined],
  ['none of another kind', [monitor('x', 'a', 'firing', { kind: 'performance' })], undefined],
  ['an error before what is fine', [monitor('x', 'a', 'ok'), monitor('y', 'a', 'error')], 'y'],
])('%s', (_, monitors, expected) => expect(driftOf(endpoints, monitors, 'delays')?.name).toBe(expected));
