/** Beat is a loop that can be woken early and stopped. */
export interface Beat {
  wake(): void;
  /** Ends the loop after the work under way. */
  stop(): Promise<void>;
}

/** BeatOptions: `work` returns true when there is more to do at once; what it throws goes to `onFailure`, and the loop goes on. */
export interface BeatOptions {
  everyMs: number;
  work: () => Promise<boolean>;
  onFailure: (error: unknown) => void;
}

/** startBeat does `work` every `everyMs`, and at once when woken; never twice at the same time. */
export function startBeat({ everyMs, work, onFailure }: BeatOptions): Beat {
  let isStopped = false;
  let isWoken = false;
  let wakeUp: () => void = () => undefined;

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const loop = async (): Promise<void> => {
    while (!isStopped) {
      isWoken = false;
      const isMore = await work().catch((error: unknown) => {
        onFailure(error);
        return false;
      });
      if (!isMore && !isWoken && !isStopped) await rest();
    }
  };
  const looping = loop();

  const wake = (): void => {
    isWoken = true;
    wakeUp();
  };
  return {
    wake,
    stop: () => {
      isStopped = true;
      wake();
      return looping;
    },
  };
}
