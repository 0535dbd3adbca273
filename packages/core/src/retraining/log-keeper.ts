/** LogKeeper keeps what a trainer printed so far, one text after the other: written side by side, an earlier one could end up as the last. */
export class LogKeeper {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly save: (log: string) => Promise<void>) {}

  /** keep takes the next text; one that cannot be kept is made up for by those that follow. */
  readonly keep = (log: string): void => {
    this.last = this.last.then(() => this.save(log)).catch(() => undefined);
  };

  /** settled ends when all texts so far are kept. */
  settled(): Promise<void> {
    return this.last;
  }
}
