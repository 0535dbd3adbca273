import { z } from 'zod';
import { LoggedEvent } from '../audit/audit.schemas.js';
import { endpoints } from '../kernel/endpoint.js';
import { Id, ModelName } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { AliasName } from '../registry/registry.schemas.js';
import { AliasRequest, Approval, ApprovalAnswer, ApprovalOutcome, Rejection } from './approvals.schemas.js';

const ById = z.strictObject({ id: Id });

/** approvalsEndpoints: what waits for a second pair of eyes, and the answers. */
export const approvalsEndpoints = endpoints('approvals', {
  listApprovals: { method: 'GET', path: '/approvals', summary: 'What waits for an approval, the longest first', access: 'read', response: z.object({ items: z.array(Approval) }) },
  listApprovalDecisions: { method: 'GET', path: '/approvals/decisions', summary: 'What was approved and rejected, newest first', access: 'read', query: PageQuery, response: page(LoggedEvent) },
  requestAlias: {
    method: 'POST', path: '/models/{name}/aliases/{alias}/requests', summary: 'Ask approvers to point a protected alias at a version', access: 'write',
    params: z.strictObject({ name: ModelName, alias: AliasName }), body: AliasRequest, response: Approval, status: 201, errors: ['not_found', 'conflict'],
  },
  approve: { method: 'POST', path: '/approvals/{id}/approve', summary: 'Agree: it goes on', access: 'approve', params: ById, body: ApprovalAnswer, response: ApprovalOutcome, errors: ['not_found', 'conflict', 'forbidden', 'gate_refused', 'changed_meanwhile'] },
  reject: { method: 'POST', path: '/approvals/{id}/reject', summary: 'Disagree, with a reason: a rollout is aborted, a canary not started, an alias stays', access: 'approve', params: ById, body: Rejection, response: ApprovalOutcome, errors: ['not_found', 'conflict', 'forbidden'] },
  withdrawApproval: { method: 'DELETE', path: '/approvals/{id}', summary: 'Take back a request of your own for an alias', access: 'write', params: ById, response: 'empty', status: 204, errors: ['not_found', 'forbidden'] },
});
