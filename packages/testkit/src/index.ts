export { createTestDatabase, type TestDatabase } from './test-database.js';
export { linearModel, type LinearModel } from './linear-model.js';
