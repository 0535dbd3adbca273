import type { PairReport } from '@slipway/contracts';
import { pairReport } from './pair-report.js';
import type { ShadowOf, ShadowRepository } from './shadow.repository.js';

/** Shadows tells how shadows answered the requests that stable has answered. */
export class Shadows {
  constructor(private readonly repository: ShadowRepository) {}

  /** report is what was compared so far, with a sample of the rows. */
  async report(of: ShadowOf): Promise<PairReport> {
    const [{ parts, dropped }, differences] = await Promise.all([
      this.repository.counts(of),
      this.repository.differences(of),
    ]);
    return pairReport(parts, dropped, differences);
  }

  /** counts is the report without its rows. */
  async counts(of: ShadowOf): Promise<PairReport> {
    const { parts, dropped } = await this.repository.counts(of);
    return pairReport(parts, dropped, []);
  }
}
