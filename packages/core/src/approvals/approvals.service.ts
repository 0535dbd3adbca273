import type { Approval, ApprovalOutcome, endpointTable, LoggedEvent, Page, QueryOf } from '@slipway/contracts';
import { isSamePerson, type Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { loggedEvent } from '../kernel/logged-event.js';
import type { RegistryService } from '../registry/index.js';
import type { RetrainingService } from '../retraining/index.js';
import { whyNotOther, type RolloutsService } from '../rollouts/index.js';
import { AliasRequests, ofAliasRequest } from './alias-requests.js';
import { ApprovalsRepository } from './approvals.repository.js';
import { ofRollout, ofTrainingRun } from './waiting-approval.js';

type Table = typeof endpointTable;
type ById = { params: { id: string } };

/** Waiting is an approval with what a yes and a no do. */
interface Waiting {
  shown: Approval;
  approve: (why: string) => Promise<unknown>;
  reject: (why: string) => Promise<unknown>;
}

const DECISIONS = [
  'rollouts.approved',
  'rollouts.rejected',
  'retraining.approved',
  'retraining.rejected',
  'approvals.approved',
  'approvals.rejected',
] as const;

/** ApprovalsService gathers what waits for a second pair of eyes, whichever domain it belongs to, and passes the answers on. */
export class ApprovalsService {
  private readonly repository: ApprovalsRepository;
  private readonly requests: AliasRequests;

  constructor(
    kit: Kit,
    private readonly deps: { registry: RegistryService; rollouts: RolloutsService; retraining: RetrainingService },
  ) {
    this.repository = new ApprovalsRepository(kit.db);
    this.requests = new AliasRequests(kit, deps.registry);
  }

  /** listApprovals returns what waits in the workspace, the longest first, and whether the caller may decide it. */
  async listApprovals(actor: Actor): Promise<{ items: Approval[] }> {
    const all = (await this.waiting(actor)).map(({ shown }) => shown);
    return { items: all.sort((a, b) => a.askedAt.localeCompare(b.askedAt)) };
  }

  /** listApprovalDecisions pages through what was approved and rejected, newest first. */
  async listApprovalDecisions(
    { workspaceId }: Actor,
    { query: { limit, cursor } }: { query: QueryOf<Table['listApprovalDecisions']> },
  ): Promise<Page<LoggedEvent>> {
    const key = decodeCursor(cursor)?.[0];
    const before = key === undefined ? null : BigInt(key);
    const rows = await this.repository.events(workspaceId, DECISIONS, { before, take: limit + 1 });
    const { items, nextCursor } = pageOf(rows, limit, ({ seq }) => [String(seq)]);
    return { items: items.map(loggedEvent), nextCursor };
  }

  /** requestAlias asks approvers to point a protected alias at a version. */
  async requestAlias(actor: Actor, call: Parameters<AliasRequests['request']>[1]): Promise<Approval> {
    const id = await this.requests.request(actor, call);
    return (await this.require(actor, id)).shown;
  }

  /** approve lets what waits go on. */
  async approve(
    actor: Actor,
    { params, body }: ById & { body: { why?: string | undefined } },
  ): Promise<ApprovalOutcome> {
    const { shown, approve } = await this.decidable(actor, params.id);
    await approve(body.why ?? 'looked at its evidence');
    return { sentence: `Approved: ${shown.sentence}` };
  }

  /** reject ends what waits, with a reason. */
  async reject(actor: Actor, { params, body }: ById & { body: { why: string } }): Promise<ApprovalOutcome> {
    const { shown, reject } = await this.decidable(actor, params.id);
    await reject(body.why);
    return { sentence: `Rejected; what it would have done: ${shown.sentence}` };
  }

  /** withdrawApproval takes back a request of one's own. */
  withdrawApproval(actor: Actor, { params }: ById): Promise<void> {
    return this.requests.withdraw(actor, params.id);
  }

  private async decidable(actor: Actor, id: string): Promise<Waiting> {
    const found = await this.require(actor, id);
    if (found.shown.refusal !== null) throw new SlipwayError('forbidden', found.shown.refusal);
    return found;
  }

  private async require(actor: Actor, id: string): Promise<Waiting> {
    const found = (await this.waiting(actor)).find(({ shown }) => shown.id === id);
    if (found === undefined) throw notFound('waiting approval', id);
    return found;
  }

  private async waiting(actor: Actor): Promise<Waiting[]> {
    const { registry, rollouts, retraining } = this.deps;
    const [rows, runs, requests] = await Promise.all([
      rollouts.waitingForApproval(actor),
      retraining.waitingForApproval(actor),
      this.requests.waiting(actor),
    ]);
    const scope = whyNotScope(actor);
    return [
      ...rows.map((row): Waiting => {
        const call = (why: string) => ({ params: { id: row.id }, body: { why } });
        const isMine = isSamePerson(actor, row.startedById);
        return {
          shown: { ...ofRollout(row), isMine, refusal: scope ?? whyNotOther(row, actor) },
          approve: (why) => rollouts.approveRolloutStep(actor, call(why)),
          reject: (why) => rollouts.rejectRolloutStep(actor, call(why)),
        };
      }),
      ...(await Promise.all(
        runs.map(async (run): Promise<Waiting> => {
          const answer = (approve: boolean) => (why: string) =>
            retraining.approveTrainingRun(actor, { params: { id: run.id }, body: { approve, why } });
          const champion = await registry.aliasHolder(actor, run.model, 'champion');
          return {
            shown: { ...ofTrainingRun(run, champion), isMine: false, refusal: scope },
            approve: answer(true),
            reject: answer(false),
          };
        }),
      )),
      ...requests.map((row): Waiting => {
        const isMine = isSamePerson(actor, row.askedById);
        const own = isMine ? 'You asked for this: somebody else must decide. You may withdraw it.' : null;
        return {
          shown: { ...ofAliasRequest(row), isMine, refusal: scope ?? own },
          approve: (why) => this.requests.approve(actor, row, why),
          reject: (why) => this.requests.reject(actor, row, why),
        };
      }),
    ];
  }
}

const whyNotScope = ({ scopes }: Actor): string | null =>
  scopes.includes('approve') || scopes.includes('admin')
    ? null
    : 'This takes the scope `approve`: ask an approver or an admin.';
