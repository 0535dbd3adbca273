import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { useUrlState } from '../../../lib/url-state.js';
import { SimulateCanary } from '../components/simulate-canary.js';
import { SimulateTest } from '../components/simulate-test.js';

/** SimulatePage answers what rules would do before anybody is subject to them (`?of=test` for those of an A/B test). */
export default function SimulatePage(): ReactNode {
  const [of, setOf] = useUrlState<'canary' | 'test'>('of', 'canary');
  const choice = (
    <SegmentedControl
      aria-label="What to simulate"
      data={[
        { value: 'canary', label: 'Canary' },
        { value: 'test', label: 'A/B test' },
      ]}
      value={of}
      onChange={(value) => setOf(value === 'test' ? 'test' : 'canary')}
    />
  );
  return of === 'test' ? <SimulateTest choice={choice} /> : <SimulateCanary choice={choice} />;
}
