import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.js';
import { alarmAtRunLength, eCusumStep, eShiryaevRobertsStep, logEOfP } from './e-cusum.js';

describe('detectors', () => {
  it.each([
    ['e-CUSUM', eCusumStep, [2, 4, 0.4, 0.1, 3]],
    ['e-SR', eShiryaevRobertsStep, [2, 6, 0.7, 0.17, 3.51]],
  ] as const)('%s follows its recursion', (_name, step, expected) => {
    let logM = -Infinity;
    [2, 2, 0.1, 0.1, 3].forEach((e, t) => {
      logM = step(logM, Math.log(e));
      expect(Math.exp(logM)).toBeCloseTo(expected[t]!, 12);
    });
  });

  it('do not overflow', () => {
    expect(eShiryaevRobertsStep(5000, 1)).toBe(5001);
    expect(eCusumStep(5000, 1)).toBe(5001);
  });
});

describe('logEOfP', () => {
  it.each([
    [1, 0.5],
    [0.5, (1 - 0.5 + 0.5 * Math.log(0.5)) / (0.5 * Math.log(0.5) ** 2)],
    [0.05, 1.783322181482338],
    [1e-6, 5239.1361842507085],
  ])('p = %f gives e = %f', (p, e) => {
    expect(Math.exp(logEOfP(p)) / e).toBeCloseTo(1, 10);
  });

  it('has mean 1 over uniform p-values, and no seam near 1', () => {
    const n = 200_000;
    let mean = 0;
    for (let i = 0; i < n; i += 1) mean += Math.exp(logEOfP(((i + 0.5) / n) ** 6)) * 6 * ((i + 0.5) / n) ** 5;
    expect(mean / n).toBeGreaterThan(0.9);
    expect(mean / n).toBeLessThanOrEqual(1);
    expect(logEOfP(0.99901)).toBeCloseTo(logEOfP(0.99899), 4);
  });
});

describe('run length', () => {
  it('is at least the promised number of windows on uniform p-values', () => {
    const promised = 20;
    const alarm = alarmAtRunLength(promised);
    const random = seededRandom(7);
    let [logM, alarms] = [-Infinity, 0];
    const windows = 20_000;
    for (let t = 1; t <= windows; t += 1) {
      logM = eCusumStep(logM, logEOfP(random()));
      if (logM < alarm) continue;
      alarms += 1;
      logM = -Infinity;
    }
    expect(windows / Math.max(1, alarms)).toBeGreaterThanOrEqual(promised);
  });
});
