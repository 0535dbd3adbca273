import type { ServedCore } from './served-core.js';

/** HeldRuns are the runs of an endpoint's stable version, which begin as ever and end only when they are let go. */
export interface HeldRuns {
  /** How many have begun and not ended. */
  underWay(): number;
  /** The most that were under way at once. */
  most(): number;
  /** Lets them end, and those that begin before the next `hold`. */
  letGo(): void;
  hold(): void;
  /** Ends the holding for good. */
  end(): void;
}

/** holdRuns holds them from now on. */
export function holdRuns({ gateway }: ServedCore, endpoint: string): HeldRuns {
  const { model } = gateway.routes.find(endpoint)!.variants[0]!;
  const runner = model.runnerFor({ batchRows: null, batchDelayMs: 0 })!;
  const { run } = runner;
  let gate = Promise.withResolvers<void>();
  let [underWay, most] = [0, 0];
  runner.run = async (...args) => {
    most = Math.max(most, (underWay += 1));
    await gate.promise;
    underWay -= 1;
    return run.apply(runner, args);
  };
  return {
    underWay: () => underWay,
    most: () => most,
    letGo: () => gate.resolve(),
    hold: () => void (gate = Promise.withResolvers()),
    end: () => {
      gate.resolve();
      runner.run = run;
    },
  };
}
