import { trainerFolders } from './env.js';
import { runTrainer } from './run-trainer.js';

// The command that Slipway starts as `node dist/trainer.js`; what it prints becomes the log of the training run.
try {
  await runTrainer(trainerFolders(), (line) => process.stdout.write(`${line}\n`));
} catch (failure) {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = 1;
}
