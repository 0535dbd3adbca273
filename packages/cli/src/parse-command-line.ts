import { parseArgs } from 'node:util';
import { commands } from './commands.js';
import type { Command } from './command.js';
import { UsageError } from './usage-error.js';

/** CommandLine is a command with its arguments and options by name. */
export interface CommandLine {
  command: Command;
  arguments: ReadonlyMap<string, string>;
  options: Readonly<Record<string, string | boolean | string[] | undefined>>;
  json: boolean;
  help: boolean;
}

/** parseCommandLine finds the command by its words, `slipway models` being `slipway models list`; throws a UsageError that names the nearest commands, or what is wrong. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const isBare = argv[1] === undefined || argv[1].startsWith('-');
  const command = commandOf(argv) ?? (isBare ? commandOf([argv[0] ?? '', 'list']) : undefined);
  if (command === undefined) throw new UsageError(unknownCommand(argv));
  const { values, positionals } = parsed(command, argv.slice(isBare ? 1 : command.words.split(' ').length));
  const help = values['help'] === true;
  return {
    command,
    arguments: help ? new Map() : named(command, positionals),
    options: values,
    json: values['json'] === true,
    help,
  };
}

/** The longest words win: `train list` is not `train`. */
const commandOf = (argv: readonly string[]): Command | undefined =>
  commands
    .filter(({ words }) => words.split(' ').every((word, index) => argv[index] === word))
    .sort((one, other) => other.words.length - one.words.length)[0];

/** usageOf is the line that shows how a command is written. */
export const usageOf = ({ words, arguments: names }: Command): string => ['slipway', words, ...names].join(' ');

/** `rollouts`, `model` and `endpont` are near enough to what was meant. */
const ALIKE_LETTERS = 3;

function parsed(command: Command, args: string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options ?? {}).map(([name, { kind }]) => [
      name,
      {
        type: kind === 'flag' ? ('boolean' as const) : ('string' as const),
        multiple: kind === 'many',
        ...(name === 'file' && { short: 'f' }),
      },
    ]),
  );
  const always = { json: { type: 'boolean' as const }, help: { type: 'boolean' as const, short: 'h' } };
  try {
    return parseArgs({ args, options: { ...options, ...always }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${usageOf(command)}`);
  }
}

function named(command: Command, positionals: readonly string[]): Map<string, string> {
  const needed = command.arguments.filter((name) => !name.startsWith('['));
  if (positionals.length < needed.length || positionals.length > command.arguments.length)
    throw new UsageError(`Usage: ${usageOf(command)}`);
  return new Map(positionals.map((value, index) => [(command.arguments[index] ?? '').replace(/[[\]]/g, ''), value]));
}

function unknownCommand(argv: readonly string[]): string {
  const [asked = ''] = argv;
  const startingWith = (start: string): Command[] => commands.filter(({ words }) => words.startsWith(start));
  const usages = (near: readonly Command[]): string => near.map((command) => `  ${usageOf(command)}`).join('\n');
  const family = startingWith(`${asked} `);
  if (family.length > 0) return `Usage:\n${usages(family)}`;
  const text = `There is no command \`${argv.join(' ')}\`.`;
  const alike = asked.length < ALIKE_LETTERS ? [] : startingWith(asked.slice(0, ALIKE_LETTERS));
  return alike.length === 0
    ? `${text} \`slipway help\` lists them.`
    : `${text} \`slipway help\` lists all; some begin alike:\n${usages(alike)}`;
}
