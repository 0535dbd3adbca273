export { OverviewService, slipwayVersion } from './overview.service.js';
