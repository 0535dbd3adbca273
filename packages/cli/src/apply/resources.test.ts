import { expect, it } from 'vitest';
import { resources } from './resources.js';

it('a redaction that does not say how is a removal, and so no difference to one', () => {
  const written = (redactions: unknown) => resources['endpoint']!.writtenOut!({ name: 'churn', redactions });
  expect(written([{ feature: 'age' }])).toEqual({ name: 'churn', redactions: [{ feature: 'age', by: 'removal' }] });
  expect(written('age')).toEqual({ name: 'churn', redactions: 'age' });
  expect(resources['endpoint']!.writtenOut!({ name: 'churn' })).toEqual({ name: 'churn' });
});
