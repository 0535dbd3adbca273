import { allEndpoints } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { liveTable, staleAfter } from './live-table.js';

describe('liveTable', () => {
  it('names only operations that exist', () => {
    const missing = Object.values(liveTable)
      .flat()
      .filter((prefix) => !allEndpoints.some(({ id }) => id.startsWith(prefix)));
    expect(missing).toEqual([]);
  });
  it('refreshes the endpoint when a rollout moves its weights', () =>
    expect(staleAfter('rollouts.advanced')).toContain('serving.getEndpoint'));
  it('refreshes log and home after any event', () =>
    expect(staleAfter('something.new')).toEqual(['audit.listAudit', 'overview.getHome', 'jobs.']));
});
