import type { Monitor } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { alarmDraftOf, alarmOf, changeOf, isComplete, newAlarm } from './alarm-draft.js';

it('asks for a floor or for a limit, as the kind has it', () => {
  expect(alarmOf('drift', newAlarm)).toEqual({
    floor: 0.1,
    alpha: 0.01,
    minimumRows: 200,
    alarmAfter: 1,
    alarmOf: 1,
    coolDownWindows: 0,
  });
  expect(alarmOf('performance', { ...newAlarm, limit: 0.8, positive: ' late ' })).toEqual({
    limit: 0.8,
    positive: 'late',
    fromEstimate: false,
    minimumRows: 200,
    alarmAfter: 1,
    alarmOf: 1,
    coolDownWindows: 0,
  });
  expect(alarmOf('performance', newAlarm)).not.toHaveProperty('positive');
  expect(changeOf('performance', newAlarm)).toMatchObject({ positive: null });
});

it('looks at as many windows as an alarm needs', () =>
  expect(alarmOf('drift', { ...newAlarm, alarmAfter: 3, alarmOf: 2 })).toMatchObject({ alarmAfter: 3, alarmOf: 3 }));

it('is what is saved, until something is typed', () => {
  const saved = { ...alarmOf('volume', newAlarm), floor: 0.07, alpha: 1 / 300, limit: null, positive: null };
  const draft = alarmDraftOf({ ...saved, fromEstimate: false } as Monitor);
  expect(draft).toMatchObject({ floor: 7, falseAlarmEvery: 300, limit: '', positive: '' });
  expect(alarmOf('volume', draft)).toMatchObject({ floor: 0.07, alpha: 1 / 300 });
});

it('is not complete while a number is missing that the kind needs', () => {
  expect(isComplete('drift', newAlarm)).toBe(true);
  expect(isComplete('drift', { ...newAlarm, floor: '' })).toBe(false);
  expect(isComplete('performance', newAlarm)).toBe(false);
  expect(isComplete('performance', { ...newAlarm, limit: 0, floor: '' })).toBe(true);
  expect(isComplete('volume', { ...newAlarm, minimumRows: '' })).toBe(false);
});
