import { getHeapStatistics } from 'node:v8';

/** Less than this is not worth the pause. */
const LEAST_BYTES = 32 * 1_024 * 1_024;

/** RestCollectorOptions: `isAtRest` is asked at each look; heap and collector are Node's own, the latter works only with --expose-gc. */
export interface RestCollectorOptions {
  isAtRest: () => boolean;
  heapBytes?: () => number;
  collect?: () => void;
}

/**
 * RestCollector gives back what a busy time left behind. V8 collects when memory is asked for, so a part that has nothing to do keeps the garbage
 * of its last busy minute for as long as it rests, which can be more than what it needs. It takes some 50 ms, hence only at rest.
 */
export class RestCollector {
  private keptBytes = 0;
  private readonly heapBytes: () => number;
  private readonly collect: () => void;

  constructor(private readonly options: RestCollectorOptions) {
    this.heapBytes = options.heapBytes ?? (() => getHeapStatistics().total_heap_size);
    this.collect = options.collect ?? collectAll;
  }

  /** look collects when nothing is done and the heap's pages have grown by 32 MB since it was collected here last. */
  look(): void {
    if (!this.options.isAtRest() || this.heapBytes() < this.keptBytes + LEAST_BYTES) return;
    this.collect();
    this.keptBytes = this.heapBytes();
  }
}

/** Only a collection of the last resort gives pages back to the system. */
function collectAll(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
