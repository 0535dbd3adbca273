import { expect, it } from 'vitest';
import { NewMonitor } from './monitoring.schemas.js';

const problems = (more: object): string =>
  (NewMonitor.safeParse({ name: 'x', endpoint: 'delays', ...more }).error?.issues ?? [])
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ');

it.each([
  [{ kind: 'volume' }, ''],
  [{ kind: 'volume', window: 'minute' }, ''],
  [{ kind: 'volume', window: 'week' }, 'window: volume is watched by minute, hour or day'],
  [{ kind: 'volume', closeBy: 'watermark' }, 'closeBy: volume is counted by the clock'],
  [{ kind: 'volume', slice: { feature: 'hub', value: 'LAX' } }, 'slice: volume counts all predictions'],
  [{ kind: 'volume', reference: 'same_time_of_week' }, 'reference: `same_time_of_week` is for drift'],
  [{ kind: 'duplicates', window: 'month', closeBy: 'watermark', slice: { feature: 'hub', value: 'LAX' } }, ''],
  [{ kind: 'duplicates', floor: 1 }, 'floor:'],
  [{ kind: 'performance' }, 'metric: a monitor of performance needs'],
  [{ kind: 'freshness' }, 'kind:'],
])('a monitor of %j', (more, problem) => {
  if (problem === '') expect(problems(more)).toBe('');
  else expect(problems(more)).toContain(problem);
});
