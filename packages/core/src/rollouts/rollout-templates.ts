import { RolloutTemplate, type BodyOf, type endpointTable } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { toJson } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { RolloutTemplatesRepository, type TemplateRow } from './rollout-templates.repository.js';
import { usualTemplates } from './usual-templates.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

const MOST_TEMPLATES = 100;

/** RolloutTemplates are ways to roll out that a start may begin with: Slipway's own, and those that people saved. */
export class RolloutTemplates {
  private readonly repository: RolloutTemplatesRepository;

  constructor(private readonly kit: Kit) {
    this.repository = new RolloutTemplatesRepository(kit.db);
  }

  /** listRolloutTemplates returns Slipway's own, then the saved ones by name. */
  async listRolloutTemplates(actor: Actor): Promise<{ items: RolloutTemplate[] }> {
    const saved = await this.repository.list(actor.workspaceId);
    return { items: [...usualTemplates, ...saved.map(viewOf)] };
  }

  /** saveRolloutTemplate saves one under a name, in the place of one saved before; Slipway's own keep theirs. */
  async saveRolloutTemplate(
    actor: Actor,
    { params: { name }, body }: Named & { body: BodyOf<Table['saveRolloutTemplate']> },
  ): Promise<RolloutTemplate> {
    refuseUsual(name);
    const { description, plan, policy, hooks, needsApproval } = body;
    const { workspaceId } = actor;
    const kept = { plan: toJson(plan), policy: toJson(policy), hooks: toJson(hooks), needsApproval };
    const by = { savedBy: actor.name, savedAt: this.kit.clock.now() };
    return this.kit.db.transaction(async (tx) => {
      if ((await this.repository.others(tx, workspaceId, name)) >= MOST_TEMPLATES)
        throw new SlipwayError(
          'conflict',
          `There are ${MOST_TEMPLATES} templates already: delete one that is not needed.`,
        );
      const row = await this.repository.save(tx, { workspaceId, name, description, ...kept, ...by });
      const after = { description, ...kept };
      await appendEvent(tx, actor, { kind: 'rollouts.template_saved', ...subjectOf(name), after });
      return viewOf(row);
    });
  }

  /** deleteRolloutTemplate forgets a saved one; rollouts that began with it go on as they are. */
  async deleteRolloutTemplate(actor: Actor, { params: { name } }: Named): Promise<void> {
    refuseUsual(name);
    await this.kit.db.transaction(async (tx) => {
      if (!(await this.repository.remove(tx, actor.workspaceId, name))) throw notFound('rollout template', name);
      await appendEvent(tx, actor, { kind: 'rollouts.template_deleted', ...subjectOf(name) });
    });
  }
}

function refuseUsual(name: string): void {
  if (usualTemplates.some((usual) => usual.name === name))
    throw new SlipwayError('conflict', `${name} comes with Slipway and stays as it is: choose another name.`);
}

/** A template that was saved by an older Slipway gets what is new with its usual value. */
function viewOf({ workspaceId: _workspaceId, savedAt, ...row }: TemplateRow): RolloutTemplate {
  return RolloutTemplate.parse({ ...row, savedAt: savedAt.toISOString() });
}

const subjectOf = (name: string) => ({ subjectKind: 'rollout_template', subjectName: name });
