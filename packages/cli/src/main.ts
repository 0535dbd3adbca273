import { readEnvironment } from './env.js';
import { runCli } from './run-cli.js';

process.exitCode = await runCli(process.argv.slice(2), {
  settings: readEnvironment(),
  print: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
  readInput: async () => (await process.stdin.setEncoding('utf8').toArray()).join(''),
});
