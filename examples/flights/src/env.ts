import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** TrainerFolders are where a trainer reads its data and settings, and where it leaves what it made. */
export interface TrainerFolders {
  readonly input: string;
  readonly output: string;
}

/** trainerFolders are the folders that Slipway names when it starts a trainer. Throws when one is missing. */
export function trainerFolders(): TrainerFolders {
  return { input: required('SLIPWAY_TRAINER_INPUT'), output: required('SLIPWAY_TRAINER_OUTPUT') };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: Slipway sets it to a folder when it starts a trainer`);
  return value;
}

/** DemoSettings are where the demo finds Slipway, how it signs in, and where it waits for the alert. */
export interface DemoSettings {
  readonly url: string;
  readonly token: string;
  readonly receiverPort: number;
}

/** demoSettings are the addresses of a Slipway that `npm start` runs here, unless the environment names another. Throws when it never ran. */
export function demoSettings(): DemoSettings {
  const {
    SLIPWAY_URL,
    SLIPWAY_TOKEN,
    SLIPWAY_BOOTSTRAP_TOKEN,
    SLIPWAY_DATA = '.slipway',
    SLIPWAY_DEMO_RECEIVER_PORT = '4010',
    HOST = '127.0.0.1',
    PORT = '3000',
  } = process.env;
  return {
    url: (SLIPWAY_URL ?? `http://${HOST}:${PORT}`).replace(/\/$/, ''),
    token: SLIPWAY_TOKEN ?? SLIPWAY_BOOTSTRAP_TOKEN ?? operatorToken(join(SLIPWAY_DATA, 'operator-token')),
    receiverPort: Number(SLIPWAY_DEMO_RECEIVER_PORT),
  };
}

function operatorToken(path: string): string {
  if (!existsSync(path))
    throw new Error(
      `There is no Slipway here yet: run npm start first, or set SLIPWAY_URL and SLIPWAY_TOKEN (looked for ${path})`,
    );
  return readFileSync(path, 'utf8').trim();
}
