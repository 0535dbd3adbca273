import { EndpointName } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { endpointNameFor } from './endpoint-name.js';

describe('endpointNameFor', () => {
  it.each(['Flight delay (v2)', '-x-', 'a'.repeat(62) + ' b', 'ümläut model'])(
    'proposes a valid name for %s',
    (model) => expect(EndpointName.safeParse(endpointNameFor(model)).success).toBe(true),
  );
});
