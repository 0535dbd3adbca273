import type { Monitor, MonitorChange } from '@slipway/contracts';

/** AlarmDraft is when a monitor alarms, as typed: the floor in per cent, and how many windows go by for one false alarm. */
export interface AlarmDraft {
  /** Of performance; the others have a floor instead. */
  limit: number | string;
  positive: string;
  fromEstimate: boolean;
  floor: number | string;
  falseAlarmEvery: number | string;
  minimumRows: number | string;
  alarmAfter: number | string;
  alarmOf: number | string;
  coolDownWindows: number | string;
}

/** newAlarm is what a new monitor begins with. */
export const newAlarm: AlarmDraft = {
  limit: '',
  positive: '',
  fromEstimate: false,
  floor: 10,
  falseAlarmEvery: 100,
  minimumRows: 200,
  alarmAfter: 1,
  alarmOf: 1,
  coolDownWindows: 0,
};

/** alarmDraftOf is the draft of a monitor as it is saved. */
export function alarmDraftOf(monitor: Monitor): AlarmDraft {
  const { limit, positive, fromEstimate, floor, alpha, minimumRows, alarmAfter, alarmOf, coolDownWindows } = monitor;
  return {
    limit: limit ?? '',
    positive: positive ?? '',
    fromEstimate,
    floor: Number((100 * floor).toPrecision(6)),
    falseAlarmEvery: Math.round(1 / alpha),
    minimumRows,
    alarmAfter,
    alarmOf,
    coolDownWindows,
  };
}

/** changeOf is what a draft asks of a monitor that is there; `positive` is null where none is named. An alarm of more windows than are looked at looks at as many. */
export function changeOf(kind: Monitor['kind'], draft: AlarmDraft): MonitorChange {
  const alarmAfter = Number(draft.alarmAfter);
  const positive = draft.positive.trim();
  return {
    minimumRows: Number(draft.minimumRows),
    alarmAfter,
    alarmOf: Math.max(Number(draft.alarmOf), alarmAfter),
    coolDownWindows: Number(draft.coolDownWindows),
    ...(kind === 'performance'
      ? { limit: Number(draft.limit), positive: positive === '' ? null : positive, fromEstimate: draft.fromEstimate }
      : { floor: Number(draft.floor) / 100, alpha: 1 / Number(draft.falseAlarmEvery) }),
  };
}

/** alarmOf is the same of one that is yet to be made. */
export function alarmOf(kind: Monitor['kind'], draft: AlarmDraft) {
  const { positive, ...alarm } = changeOf(kind, draft);
  return { ...alarm, ...(positive != null && { positive }) };
}

/** isComplete is whether every number that a kind needs was typed. */
export function isComplete(kind: Monitor['kind'], draft: AlarmDraft): boolean {
  const { limit, floor, falseAlarmEvery, minimumRows, alarmAfter, alarmOf: of, coolDownWindows } = draft;
  const needed = kind === 'performance' ? [limit] : [floor, falseAlarmEvery];
  return [...needed, minimumRows, alarmAfter, of, coolDownWindows].every((typed) => typed !== '');
}
