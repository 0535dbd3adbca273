import { describe, expect, it } from 'vitest';
import { whoIs, type Actor } from '../kernel/actor.js';
import { requireOther } from './approvals.js';

const actor = (id: string, personId: string | null): Actor => ({
  kind: personId === id ? 'user' : 'token',
  id,
  personId,
  name: 'ci',
  scopes: ['approve'],
  workspaceId: 'default',
  requestId: null,
});

describe('requireOther', () => {
  const ann = actor('ann', 'ann');
  it.each([
    ['the same person', ann, ann, false],
    ['a token of the same person', ann, actor('t1', 'ann'), false],
    ['two tokens of one person', actor('t1', 'ann'), actor('t2', 'ann'), false],
    ['another person', ann, actor('bob', 'bob'), true],
    ["another person's token of the same name", actor('t1', 'ann'), actor('t3', 'bob'), true],
    ['the same token of the operator', actor('t4', null), actor('t4', null), false],
    ['two tokens of the operator', actor('t4', null), actor('t5', null), true],
  ])('of a rollout started by one: %s', (_which, starter, approver, mayApprove) => {
    const row = {
      step: 0,
      steps: [],
      wantedBp: 1_000,
      needsApproval: 'promotion',
      approvals: [],
      startedBy: starter.name,
      startedById: whoIs(starter),
    };
    const approve = (): void => requireOther(row, approver);
    if (mayApprove) expect(approve).not.toThrow();
    else expect(approve).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });
});
