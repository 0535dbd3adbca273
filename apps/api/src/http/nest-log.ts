import type { LoggerService } from '@nestjs/common';
import type { Log } from '@slipway/core';

/** nestLog passes Nest's warnings and errors to our log; its chatter about routes is dropped. */
export const nestLog = (log: Log): LoggerService => ({
  log: () => undefined,
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown, ...details: unknown[]) => log.error(String(message), { details: details.map(String) }),
});
