import { SlipwayProblem } from '@slipway/client';
import { errorRegistry, type ErrorCode } from '@slipway/contracts';
import { UsageError } from './usage-error.js';

/** exitCodes: done, failed, wrong command line, refused by a gate, not allowed. */
export const exitCodes = { done: 0, failed: 1, usage: 2, gateRefused: 3, notAllowed: 4 } as const;

/** NotSignedIn is a command that needs a token and finds none. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
}

/** Explained is an error for people and for scripts. */
interface Explained {
  exitCode: number;
  code: string;
  lines: string[];
  value: unknown;
}

const advice: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Sign in again: slipway login URL --token-file FILE',
  forbidden: 'The token lacks a scope; ask an admin for one that has it. `slipway whoami` shows what it may do.',
  gate_refused: 'See why with: slipway gates check MODEL@VERSION',
  rollout_active: 'See it with: slipway rollout status ENDPOINT',
  already_exists:
    'Choose another name; to move an endpoint to a new version: slipway rollout start ENDPOINT MODEL@VERSION',
  changed_meanwhile: 'Run the command again; it reads the new state first.',
};

/** explainError turns whatever a command threw into its exit code, the lines that people read, and the value that scripts read. */
export function explainError(error: unknown): Explained {
  if (error instanceof UsageError) return plain(exitCodes.usage, 'usage', error.message);
  if (error instanceof NotSignedIn) return plain(exitCodes.notAllowed, 'not_signed_in', error.message);
  if (error instanceof SlipwayProblem) return explainProblem(error);
  if (error instanceof TypeError && error.message === 'fetch failed') {
    const reason = error.cause instanceof Error ? error.cause.message : 'no connection';
    return plain(
      exitCodes.failed,
      'no_connection',
      `Slipway does not answer: ${reason}\nIs it running? SLIPWAY_URL or \`slipway login\` say where.`,
    );
  }
  return plain(exitCodes.failed, 'failed', error instanceof Error ? error.message : String(error));
}

function explainProblem({ code, status, message, errors, requestId }: SlipwayProblem): Explained {
  const known = Object.hasOwn(errorRegistry, code) ? (code as ErrorCode) : null;
  const hint = known === null ? undefined : advice[known];
  const lines = [
    known === null ? message : `${errorRegistry[known].title}: ${message}`,
    ...errors.map((field) => `  ${field.path || 'request'}: ${field.message}`),
    ...(hint === undefined ? [] : [hint]),
    ...(requestId === null ? [] : [`request ${requestId}`]),
  ];
  const value = { error: { code, status, detail: message, errors, requestId } };
  return { exitCode: exitCodeOf(code, status), code, lines, value };
}

function exitCodeOf(code: string, status: number): number {
  if (code === 'gate_refused') return exitCodes.gateRefused;
  return status === 401 || status === 403 ? exitCodes.notAllowed : exitCodes.failed;
}

const plain = (exitCode: number, code: string, message: string): Explained => ({
  exitCode,
  code,
  lines: message.split('\n'),
  value: { error: { code, detail: message } },
});
