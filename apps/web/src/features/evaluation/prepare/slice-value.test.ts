import { expect, it } from 'vitest';
import { sliceValue } from './slice-value.js';

it.each([
  ['ORD', 'ORD'],
  ['< -1.0294620166669888', '< -1.029'],
  ['0.02799361866105371 to < 1.025363543548325', '0.02799 to < 1.025'],
  ['>= 12345.678901', '>= 12350'],
  ['0.25 to < 1200', '0.25 to < 1200'],
  ['v1.2.3456', 'v1.2.3456'],
])('%s is shown as %s', (value, shown) => expect(sliceValue(value)).toBe(shown));
