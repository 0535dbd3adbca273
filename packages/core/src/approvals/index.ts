export { ApprovalsService } from './approvals.service.js';
