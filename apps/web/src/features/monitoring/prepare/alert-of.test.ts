import type { Alert } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { alertOf } from './alert-of.js';

const alert = (evidencePath: string, state: Alert['state'] = 'firing'): Alert =>
  ({ id: `${evidencePath} ${state}`, evidencePath, state }) as Alert;

it.each([
  ['of a feature', [alert('/monitors/late%20flights/features/hour?run=1')], 0],
  ['of a window', [alert('/monitors/late%20flights?run=1', 'acknowledged')], 0],
  [
    'the newest that is not over',
    [alert('/monitors/late%20flights', 'resolved'), alert('/monitors/late%20flights')],
    1,
  ],
  ['of a monitor whose name only begins so', [alert('/monitors/late%20flights%202?run=1')], null],
  ['of something else', [alert('/rollouts/1')], null],
])('an alert %s', (_, alerts, at) => expect(alertOf(alerts, 'late flights')).toBe(at === null ? null : alerts[at]));
