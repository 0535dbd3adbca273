import type { FreezeWindow } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { freezesVerdict, readFreezeForm, weeklyWords, type FreezeForm } from './freeze-words.js';

const weekly = { days: ['sun' as const, 'fri' as const], from: '16:00', to: '08:00', timeZone: 'Europe/Berlin' };
const window = { active: true, endpoint: 'churn', waiting: [] } as unknown as FreezeWindow;
const form: FreezeForm = {
  name: 'Weekend',
  why: 'nobody is here',
  endpoint: null,
  isWeekly: true,
  days: ['sat'],
  from: '00:00',
  to: '00:00',
  timeZone: 'UTC',
  startsAt: '',
  endsAt: '',
};

describe('weeklyWords', () => {
  it('names days in their order and hours by their clock', () => {
    expect(weeklyWords({ weekly })).toBe('Friday, Sunday, 16:00 to 08:00 the next day (Europe/Berlin)');
    expect(weeklyWords({ weekly: { ...weekly, from: '00:00', to: '00:00' } })).toMatch(/all day/);
    expect(weeklyWords({ weekly: null })).toBeNull();
  });
});

describe('freezesVerdict', () => {
  it('says what is frozen and what waits', () => {
    expect(freezesVerdict([{ ...window, active: false }])).toMatchObject({ tone: 'good' });
    expect(freezesVerdict([window]).sentence).toBe('Frozen at churn; no rollout waits.');
    const rollout = { id: 'a', endpoint: 'churn', toVersion: 2 };
    const both = [
      { ...window, waiting: [rollout] },
      { ...window, endpoint: null, waiting: [rollout] },
    ];
    expect(freezesVerdict(both)).toEqual({ tone: 'warn', sentence: 'Frozen at all endpoints: 1 rollout waits.' });
  });
});

describe('readFreezeForm', () => {
  it('reads a weekly freeze and a single span', () => {
    expect(readFreezeForm(form)).toEqual({
      name: 'Weekend',
      why: 'nobody is here',
      weekly: { days: ['sat'], from: '00:00', to: '00:00', timeZone: 'UTC' },
    });
    const single = { ...form, isWeekly: false, endpoint: 'churn', endsAt: '2026-12-27T08:00' };
    expect(readFreezeForm(single)).toMatchObject({ endpoint: 'churn', endsAt: expect.stringMatching(/Z$/) });
  });

  it.each([
    [{ why: ' ' }, /reason/],
    [{ days: [] }, /day/],
    [{ to: '' }, /from when to when/],
    [{ isWeekly: false }, /ends/],
    [{ isWeekly: false, startsAt: '2026-12-28T08:00', endsAt: '2026-12-27T08:00' }, /after/],
  ])('says what is missing: %j', (part, error) =>
    expect(readFreezeForm({ ...form, ...part })).toMatchObject({ error: expect.stringMatching(error) }),
  );
});
