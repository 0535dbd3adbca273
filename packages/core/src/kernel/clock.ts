/** Clock tells the time; tests pass a fixed one. */
export interface Clock {
  now(): Date;
}

/** systemClock is the machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
