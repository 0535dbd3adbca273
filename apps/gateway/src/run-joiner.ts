import type { Route } from '@slipway/core';
import { BatchingRunner, maxRowsPerRun, TurnRunner, type ModelRunner, type VersionSchema } from '@slipway/inference';

/** JoinSettings is how an endpoint wants runs to be joined. */
export type JoinSettings = Pick<Route, 'batchRows' | 'batchDelayMs'>;

/**
 * RunJoiner joins the runs of one model, the way each of its endpoints wants it; endpoints with the same settings share runs. A model that takes
 * one row a run is never joined. What runs by itself on the gateway's thread is done at the end of a turn of its event loop.
 */
export class RunJoiner {
  private readonly takesManyRows: boolean;
  private readonly joining = new Map<string, BatchingRunner>();
  private turns: TurnRunner | null = null;

  constructor(schema: unknown) {
    this.takesManyRows = maxRowsPerRun(schema as VersionSchema) === null;
  }

  /** over is a model's runner as an endpoint wants it. */
  over(runner: ModelRunner, { batchRows, batchDelayMs }: JoinSettings): ModelRunner {
    if (batchRows === null || !this.takesManyRows) return runner.kind === 'inline' ? this.inTurns(runner) : runner;
    const key = `${batchRows} ${batchDelayMs}`;
    let joining = this.joining.get(key);
    if (joining === undefined) {
      joining = new BatchingRunner(runner, { maxRows: batchRows, maxDelayMs: batchDelayMs });
      this.joining.set(key, joining);
    }
    return joining;
  }

  /** drain lets the joined runs end; the model must still be there. */
  async drain(): Promise<void> {
    this.turns?.drain();
    await Promise.all([...this.joining.values()].map((runner) => runner.drain()));
  }

  private inTurns(runner: ModelRunner): ModelRunner {
    this.turns ??= new TurnRunner(runner);
    return this.turns;
  }
}
