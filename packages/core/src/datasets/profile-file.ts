import type { DatasetFormat } from '@slipway/contracts';
import { askThrowAwayChild, ChildFailed } from '@slipway/inference';
import { SlipwayError } from '../kernel/errors.js';
import type { ProfileProgress, ProfileReply, ProfileRequest } from './profile-child.js';
import type { OnProgress, TableProfile } from './profile-table.js';

const LIMIT_MS = 60 * 60_000;
const MEMORY_MB = 2_048;
/** Fields live shortly: a small nursery costs no time here, and keeps a table of any size under 150 MB. */
const SMALL_HEAP = ['--max-semi-space-size=2'];

// From src (tests) and from dist alike this is the compiled entry: Node cannot follow .js imports to .ts files.
const entry = new URL('../../dist/datasets/profile-child.js', import.meta.url);

/**
 * profileFile reads a table in a throw-away child process, so that a hostile file (a Parquet bomb) harms nobody. `format` is what the
 * uploader calls it. A file that cannot be read is `dataset_invalid` or `unsupported_format`, with line and column.
 */
export async function profileFile(
  path: string,
  format: DatasetFormat | undefined,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: OnProgress } = {},
): Promise<TableProfile & { format: DatasetFormat }> {
  const request: ProfileRequest = { path, format };
  try {
    const reply = await askThrowAwayChild<ProfileReply, ProfileProgress>(entry, request, {
      timeoutMs: LIMIT_MS,
      memoryMb: MEMORY_MB,
      flags: SMALL_HEAP,
      ...(signal && { signal }),
      ...(onProgress && { onProgress: ({ progress }) => onProgress(progress) }),
    });
    if ('profile' in reply) return reply.profile;
    throw new SlipwayError(reply.refused.code, reply.refused.message, reply.refused.errors);
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    if (error.how === 'cancelled') throw new SlipwayError('conflict', 'Reading the table was cancelled.');
    throw new SlipwayError('dataset_invalid', `The process that read the table ${error.message}.`, [
      { path: 'file', message: error.message },
    ]);
  }
}
