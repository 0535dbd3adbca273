import { setTimeout as sleep } from 'node:timers/promises';
import type { RowSlice } from '@slipway/contracts';
import { countValues, multiplicitiesOf } from '@slipway/stats';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { Kit } from '../kernel/kit.js';
import { sliceKey, sliceWords } from '../serving/index.js';
import { readSliceJob } from './monitoring.jobs.js';
import type { BaselineRow, MonitoringRepository, SliceCounts } from './monitoring.repository.js';
import { referenceRows, type Sources } from './reference-rows.js';
import { rowKeys, whyNotTold } from './row-keys.js';

/** SLICE_ROWS a side are drawn of a slice: they tell a share to about one hundredth. */
export const SLICE_ROWS = 10_000;
const PATIENCE_MS = 20_000;
const LOOK_MS = 200;

/** SliceReference is how the reference of a slice, or of all rows (null), is come by: a job reads it, a request waits until a job has. */
export type SliceReference = (baseline: BaselineRow, slice: RowSlice | null) => Promise<SliceCounts>;

/** SliceReferences counts the rows of a slice in the dataset of a baseline on the cells of that baseline, and which of them repeat each other, once. */
export class SliceReferences {
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly repository: MonitoringRepository,
    private readonly sources: Sources,
  ) {
    this.jobs = new JobsService(kit.db);
  }

  /** reading reads a slice that was not read yet: for jobs. */
  reading(actor: Actor): SliceReference {
    return async (baseline, slice) =>
      (await this.repository.sliceCounts(baseline.id, sliceKey(slice))) ?? this.read(actor, baseline, slice);
  }

  /** awaiting has a job read it and waits 20 seconds at most, or says `conflict`: for requests. */
  awaiting(actor: Actor): SliceReference {
    return async (baseline, slice) => {
      const key = sliceKey(slice);
      const known = await this.repository.sliceCounts(baseline.id, key);
      if (known !== null) return known;
      const subject = `${slice === null ? 'all rows' : sliceWords(slice)} of ${baseline.dataset} v${baseline.datasetVersion}`;
      const id = await this.kit.db.transaction((tx) =>
        enqueue(tx, actor, readSliceJob, { baselineId: baseline.id, slice }, { subject, key: `${baseline.id} ${key}` }),
      );
      for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
        await sleep(LOOK_MS);
        const counts = await this.repository.sliceCounts(baseline.id, key);
        if (counts !== null) return counts;
        const { state, error } = await this.jobs.get(actor, id);
        if (state === 'failed')
          throw new SlipwayError('conflict', `${subject} cannot be read: ${error?.detail ?? 'the job failed'}`);
      }
      throw new SlipwayError('conflict', `${subject} is still being read for the first time: ask again in a moment.`);
    };
  }

  /** read counts at most 10,000 rows of the slice and keeps what it found; how all rows are spread the baseline says itself. */
  async read(actor: Actor, baseline: BaselineRow, slice: RowSlice | null): Promise<SliceCounts> {
    const wanted = { slice, limit: SLICE_ROWS, isScored: slice !== null && 'prediction' in baseline.profiles };
    const rows = await referenceRows(this.sources, baseline, wanted, actor);
    const profiles = slice === null ? [] : Object.entries(baseline.profiles);
    const counts = profiles.map(([feature, profile]) => {
      const values = rows.map((row) => row[feature]);
      return [feature, countValues(profile, values)];
    });
    const features = await this.repository.inputFeatures(baseline.versionId);
    const multiplicities = multiplicitiesOf(whyNotTold(features) === null ? rowKeys(features, rows) : []);
    const found: SliceCounts = { rows: rows.length, counts: Object.fromEntries(counts), multiplicities };
    await this.repository.addSliceCounts(baseline.id, sliceKey(slice), found);
    return found;
  }
}
