/** inheritedEnvironment is what a Slipway of a story inherits. */
export const inheritedEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env });

/** redisUrl is the Redis that npm test started, if it did. */
export const redisUrl = (): string | undefined => process.env['TEST_REDIS_URL'];

/** answersFile is where a client under test notes what was acknowledged, if a story asks for it. */
export const answersFile = (): string | undefined => process.env['STORY_ANSWERS_FILE'];

/** trainerFolders are where Slipway put a trainer's data, and where it looks for what the trainer made. */
export const trainerFolders = (): { input: string; output: string } => ({
  input: process.env['SLIPWAY_TRAINER_INPUT'] ?? '',
  output: process.env['SLIPWAY_TRAINER_OUTPUT'] ?? '',
});

/** isMany tells whether a story runs against two of everything: npm test found nginx for it. */
export const isMany = (): boolean => process.env['TEST_MANY'] !== undefined;
