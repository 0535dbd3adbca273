export { AlertingService } from './alerting.service.js';
export { deliverJob } from './alerting.jobs.js';
