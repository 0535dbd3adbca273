export { OverviewService, slipwayVersion } from './overview.service.js';
export { readSystemNumbers, type SystemNumbers } from './system-numbers.repository.js';
