import type { DatasetFormat } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import { errorText } from '../kernel/log.js';
import { profileTable, type TableProfile } from './profile-table.js';
import { sniffFormat } from './sniff-format.js';

const REPORT_MS = 500;

/** ProfileRequest is the one message that the child receives; `format` is only what the uploader calls it. */
export interface ProfileRequest {
  path: string;
  format: DatasetFormat | undefined;
}

/** ProfileReply is the last message of the child. */
export type ProfileReply =
  | { profile: TableProfile & { format: DatasetFormat } }
  | { refused: Pick<SlipwayError, 'code' | 'message' | 'errors'> };

/** ProfileProgress is sent twice a second meanwhile: the share of the file that was read, 0 to 1. */
export interface ProfileProgress {
  progress: number;
}

async function profile({ path, format: hint }: ProfileRequest): Promise<ProfileReply> {
  try {
    const format = await sniffFormat(path, hint);
    let reportedMs = performance.now();
    const table = await profileTable(path, format, (progress) => {
      if (performance.now() - reportedMs < REPORT_MS) return;
      reportedMs = performance.now();
      process.send?.({ progress } satisfies ProfileProgress);
    });
    return { profile: { ...table, format } };
  } catch (error) {
    if (!(error instanceof SlipwayError))
      return {
        refused: { code: 'internal', message: `The table could not be profiled: ${errorText(error)}`, errors: [] },
      };
    const { code, message, errors } = error;
    return { refused: { code, message, errors: errors ?? [] } };
  }
}

process.once('message', (request: ProfileRequest) => {
  void profile(request).then((reply) => process.send?.(reply, () => process.exit(0)));
});
process.once('disconnect', () => process.exit(0));
