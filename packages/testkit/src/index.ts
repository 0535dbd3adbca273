export { aGuardrail, aMeasure, aRollout } from './a-rollout.js';
export { ageBlobs, countRows } from './count-rows.js';
export { startFakeSlack, type FakeSlack } from './fake-slack.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { imageModel } from './image-model.js';
export { startMany, type ManyProcesses, type OneMore } from './many-processes.js';
export { linearModel, type LinearModel } from './linear-model.js';
export { readLinearPipeline, withoutCategory, withWeights, type LinearPipeline } from './linear-pipeline.js';
export { columnLists } from './column-lists.js';
