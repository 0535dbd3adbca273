import { expect, it } from 'vitest';
import { sliceName, sliceValue } from './slice-name.js';

it.each([
  ['ORD', 'ORD'],
  ['< -1.0294620166669888', '< -1.029'],
  ['0.02799361866105371 to < 1.025363543548325', '0.02799 to < 1.025'],
  ['>= 12345.678901', '>= 12346'],
  ['104321.1234 to < 104339.9876', '104321 to < 104340'],
  ['40.71284', '40.71284'],
  ['0.25 to < 1200', '0.25 to < 1200'],
  ['v1.2.3456', 'v1.2.3456'],
])('%s is shown as %s', (value, shown) => expect(sliceValue(value)).toBe(shown));

it.each([
  ['ORD', 'x = ORD'],
  ['', 'x = '],
  ['7', 'x = 7'],
  ['< 300', 'x < 300'],
  ['-0.25 to < 1.025363543548325', 'x -0.25 to < 1.025'],
  ['>= 1e-7', 'x >= 1e-7'],
  ['< what it was', 'x = < what it was'],
  ['back to < front', 'x = back to < front'],
])('the slice %s is named %s', (value, name) => expect(sliceName({ column: 'x', value })).toBe(name));
