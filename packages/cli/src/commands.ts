import { applyCommands } from './apply/apply.commands.js';
import type { Command } from './command.js';
import { accessCommands } from './commands/access.commands.js';
import { peopleCommands } from './commands/people.commands.js';
import { alertingCommands } from './commands/alerting.commands.js';
import { aliasesCommands } from './commands/aliases.commands.js';
import { approvalsCommands } from './commands/approvals.commands.js';
import { auditCommands } from './commands/audit.commands.js';
import { batchPredictionsCommands } from './commands/batch-predictions.commands.js';
import { datasetsCommands } from './commands/datasets.commands.js';
import { evaluationCommands } from './commands/evaluation.commands.js';
import { feedbackCommands } from './commands/feedback.commands.js';
import { jobsCommands } from './commands/jobs.commands.js';
import { monitoringCommands } from './commands/monitoring.commands.js';
import { optimizationCommands } from './commands/optimization.commands.js';
import { registryCommands } from './commands/registry.commands.js';
import { registryHistoryCommands } from './commands/registry-history.commands.js';
import { replayCommands } from './commands/replay.commands.js';
import { retrainingCommands } from './commands/retraining.commands.js';
import { freezesCommands } from './commands/freezes.commands.js';
import { rolloutTemplatesCommands } from './commands/rollout-templates.commands.js';
import { rolloutsCommands } from './commands/rollouts.commands.js';
import { runsCommands } from './commands/runs.commands.js';
import { servingCommands } from './commands/serving.commands.js';
import { loadCommands } from './load/load.commands.js';

/** commands is the whole of `slipway`, in the order of its help. */
export const commands: readonly Command[] = [
  ...accessCommands,
  ...peopleCommands,
  ...registryCommands,
  ...registryHistoryCommands,
  ...aliasesCommands,
  ...datasetsCommands,
  ...runsCommands,
  ...evaluationCommands,
  ...servingCommands,
  ...batchPredictionsCommands,
  ...optimizationCommands,
  ...loadCommands,
  ...rolloutsCommands,
  ...rolloutTemplatesCommands,
  ...freezesCommands,
  ...replayCommands,
  ...feedbackCommands,
  ...monitoringCommands,
  ...alertingCommands,
  ...retrainingCommands,
  ...approvalsCommands,
  ...jobsCommands,
  ...auditCommands,
  ...applyCommands,
];
