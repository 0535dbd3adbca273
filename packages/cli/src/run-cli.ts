import { createClient } from '@slipway/client';
import type { Asked } from './command.js';
import { commands } from './commands.js';
import { findCredentials } from './credentials.js';
import type { Settings } from './env.js';
import { exitCodes, explainError, NotSignedIn } from './explain-error.js';
import { parseCommandLine, usageOf, type CommandLine } from './parse-command-line.js';
import { textTable } from './text-table.js';
import { UsageError } from './usage-error.js';

/** Surroundings are what a command touches outside itself: settings, the two outputs, the input. */
export interface Surroundings {
  settings: Settings;
  /** Prints to stdout: the answer. */
  print(text: string): void;
  /** Prints to stderr: progress and errors. */
  note(text: string): void;
  readInput(): Promise<string>;
}

/** A file of gigabytes travels in one request. */
const REQUEST_TIMEOUT_MS = 3_600_000;

/** runCli runs one command line and answers its exit code: 0 done, 1 failed, 2 usage, 3 gate refused, 4 not allowed. */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const asksForAll = argv.length === 0 || ['help', '--help', '-h'].includes(argv[0] ?? '');
  if (asksForAll) {
    surroundings.print(overview());
    return exitCodes.done;
  }
  try {
    const line = parseCommandLine(argv);
    if (line.help) {
      surroundings.print(helpOf(line));
      return exitCodes.done;
    }
    const { value, text, exitCode } = await line.command.run(askedOf(line, surroundings));
    surroundings.print(line.json ? JSON.stringify(value, null, 2) : text);
    return exitCode ?? exitCodes.done;
  } catch (error) {
    const { lines, value, exitCode } = explainError(error);
    if (argv.includes('--json')) surroundings.print(JSON.stringify(value, null, 2));
    for (const text of lines) surroundings.note(text);
    return exitCode;
  }
}

function askedOf({ arguments: given, options }: CommandLine, { settings, note, readInput }: Surroundings): Asked {
  const option = (name: string) => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    settings,
    argument: (name) => given.get(name) ?? '',
    option,
    required: (name) => {
      const value = option(name);
      if (value === undefined) throw new UsageError(`--${name} is needed`);
      return value;
    },
    many: (name) => {
      const value = options[name];
      return Array.isArray(value) ? value : [];
    },
    flag: (name) => options[name] === true,
    client: () => {
      const credentials = findCredentials(settings);
      if (credentials === null)
        throw new NotSignedIn(
          'Not signed in. Set SLIPWAY_URL and SLIPWAY_TOKEN, or: slipway login URL --token-file FILE',
        );
      const { url, token } = credentials;
      return createClient({ baseUrl: url, token, workspace: settings.workspace, timeoutMs: REQUEST_TIMEOUT_MS });
    },
    note,
    readInput,
  };
}

const overview = (): string =>
  [
    'slipway COMMAND; every command takes --json and --help',
    '',
    textTable(commands, [
      ['command', usageOf],
      ['does', ({ about }) => about],
    ]),
    '',
    'Exit codes: 0 done, 1 failed, 2 usage, 3 gate refused, 4 not allowed.',
  ].join('\n');

function helpOf({ command }: CommandLine): string {
  const options = Object.entries(command.options ?? {});
  const rows = options.map(([name, { kind, about }]) => ({
    name: `--${name}${kind === 'flag' ? '' : ' VALUE'}`,
    about,
  }));
  const shownOptions = textTable(rows, [
    ['option', ({ name }) => name],
    ['does', ({ about }) => about],
  ]);
  return `${usageOf(command)}\n${command.about}${options.length === 0 ? '' : `\n\n${shownOptions}`}`;
}
