import type { z } from 'zod';

/** QueueName is one of the three queues: short decisions, long work, training. */
export type QueueName = 'control' | 'work' | 'train';

/** JobKind describes one kind of job: `<domain>.<verb>`, its queue, its payload (ids only), and how often it may be tried. */
export interface JobKind<N extends string = string, P = unknown> {
  name: N;
  queue: QueueName;
  payload: z.ZodType<P>;
  maxAttempts: number;
  /** Hidden jobs are housekeeping: not listed, and deleted when done. */
  hidden: boolean;
}

/** jobKind declares a kind of job. */
export function jobKind<const N extends `${string}.${string}`, P>(
  name: N,
  queue: QueueName,
  payload: z.ZodType<P>,
  options: { maxAttempts?: number; hidden?: boolean } = {},
): JobKind<N, P> {
  return { name, queue, payload, maxAttempts: options.maxAttempts ?? 3, hidden: options.hidden ?? false };
}

/** PayloadOf is the payload type of a kind. */
export type PayloadOf<K> = K extends JobKind<string, infer P> ? P : never;
