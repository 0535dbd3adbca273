import type { EvaluationKind, NewEvaluation, VersionSchema } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { requireMeasuredTask, requireTask } from './require-task.js';

const refused = expect.objectContaining({
  code: 'schema_mismatch',
  errors: [expect.objectContaining({ path: 'task' })],
});

describe('a task that is asked for', () => {
  it.each<[NonNullable<NewEvaluation['task']>, VersionSchema['task'], boolean]>([
    ['multilabel', 'regression', false],
    ['multilabel', 'classification', true],
    ['regression', 'regression', true],
    ['classification', 'regression', false],
  ])('%s of a version of %s may be measured: %s', (task, of, may) => {
    const asked = () => requireTask({ task }, { task: of });
    if (may) expect(asked).not.toThrow();
    else expect(asked).toThrow(refused);
  });

  it.each<[string | null, EvaluationKind, boolean]>([
    [null, 'multilabel', true],
    ['classification', 'binary', true],
    ['classification', 'multiclass', true],
    ['classification', 'multilabel', false],
    ['multilabel', 'multilabel', true],
    ['multilabel', 'binary', false],
    ['ranking', 'ranking', true],
  ])('%s where the rows are %s holds: %s', (task, kind, holds) => {
    const measured = () => requireMeasuredTask(task, kind);
    if (holds) expect(measured).not.toThrow();
    else expect(measured).toThrow(refused);
  });
});
