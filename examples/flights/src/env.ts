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
