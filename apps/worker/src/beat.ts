import { errorText, type Log } from '@slipway/core';

/** Beat is a loop that can be woken early and stopped. */
export interface Beat {
  wake(): void;
  stop(): Promise<void>;
}

/**
 * startBeat does `work` every `everyMs`, and at once when woken; never twice at the same time. While `work` says there is more it goes on
 * without a pause. A failure is logged, and the loop goes on.
 */
export function startBeat(name: string, everyMs: number, log: Log, work: () => Promise<boolean>): Beat {
  let stopped = false;
  let woken = false;
  let wakeUp: () => void = () => undefined;
  const loop = (async () => {
    while (!stopped) {
      woken = false;
      try {
        if (await work()) continue;
      } catch (error) {
        log.warn(`${name} failed, it goes on`, { error: errorText(error) });
      }
      if (woken || stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  const wake = (): void => {
    woken = true;
    wakeUp();
  };
  return {
    wake,
    stop: async () => {
      stopped = true;
      wake();
      await loop;
    },
  };
}
