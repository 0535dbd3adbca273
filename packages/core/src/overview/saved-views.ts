import { SavedView, type BodyOf, type endpointTable, type QueryOf } from '@slipway/contracts';
import { whoIs, type Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { SavedViewsRepository, type Viewer, type ViewRow } from './saved-views.repository.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

const MOST_VIEWS = 100;

/** SavedViews are list pages of the UI with their filter, which people keep under names for themselves or for their workspace. */
export class SavedViews {
  private readonly repository: SavedViewsRepository;

  constructor(private readonly kit: Kit) {
    this.repository = new SavedViewsRepository(kit.db);
  }

  /** listViews returns one's own and the shared ones, of one page or of all, by name. */
  async listViews(
    actor: Actor,
    { query: { page } }: { query: QueryOf<Table['listViews']> },
  ): Promise<{ items: SavedView[] }> {
    const viewer = viewerOf(actor);
    return { items: (await this.repository.list(viewer, page)).map((row) => viewOf(row, viewer)) };
  }

  /** saveView saves one under a name, in the place of the one that the name meant on the same page; sharing takes the scope `write`. */
  async saveView(
    actor: Actor,
    { params: { name }, body }: Named & { body: BodyOf<Table['saveView']> },
  ): Promise<SavedView> {
    if (body.shared && !may(actor, 'write'))
      throw new SlipwayError('forbidden', 'It takes the scope `write` to share a view: save it for yourself.');
    const viewer = viewerOf(actor);
    const { workspaceId } = viewer;
    try {
      return await this.kit.db.transaction(async (tx) => {
        const before = await this.repository.find(tx, viewer, name);
        if (before === null) await this.requireRoom(tx, viewer);
        else requireSame(actor, viewer, before, body);
        const { owner, savedBy } = before ?? { owner: viewer.owner, savedBy: actor.name };
        const savedAt = this.kit.clock.now();
        const row = await this.repository.save(tx, { workspaceId, owner, name, ...body, savedBy, savedAt });
        // What is nobody else's business any more does not go into the log.
        const after = body.shared ? body : { page: body.page, shared: false };
        if (body.shared || before?.shared === true)
          await appendEvent(tx, actor, { kind: 'overview.view_saved', ...subjectOf(name), after });
        return viewOf(row, viewer);
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new SlipwayError('already_exists', `Somebody shares a view ${name} already: choose another name.`);
      throw error;
    }
  }

  /** deleteView forgets what a name means to somebody, on a page where one is named: their own view, or as an admin the shared one. */
  async deleteView(
    actor: Actor,
    { params: { name }, query }: Named & { query: QueryOf<Table['deleteView']> },
  ): Promise<void> {
    const viewer = viewerOf(actor);
    await this.kit.db.transaction(async (tx) => {
      const row = await this.repository.find(tx, viewer, name, query);
      if (row !== null) requireOwner(actor, viewer, row);
      if (row === null || !(await this.repository.remove(tx, row))) throw notFound('view', name);
      if (row.shared) await appendEvent(tx, actor, { kind: 'overview.view_deleted', ...subjectOf(name) });
    });
  }

  private async requireRoom(tx: Tx, viewer: Viewer): Promise<void> {
    if ((await this.repository.count(tx, viewer)) >= MOST_VIEWS)
      throw new SlipwayError('conflict', `You have ${MOST_VIEWS} views already: delete one that is not needed.`);
  }
}

/** A name that means a view of one page never becomes one of another: whoever saves there would lose the first without seeing it. */
function requireSame(
  actor: Actor,
  viewer: Viewer,
  before: ViewRow,
  { page, shared }: { page: string; shared: boolean },
): void {
  requireOwner(actor, viewer, before);
  if (before.owner !== viewer.owner && !shared)
    throw new SlipwayError(
      'conflict',
      `${before.savedBy} shares ${before.name}: share it too, or choose another name.`,
    );
  if (before.page !== page)
    throw new SlipwayError('conflict', `${before.name} is a view of the page ${before.page}: choose another name.`);
}

function requireOwner(actor: Actor, viewer: Viewer, { owner, name, savedBy }: ViewRow): void {
  if (owner !== viewer.owner && !may(actor, 'admin'))
    throw new SlipwayError('forbidden', `${savedBy} shares the view ${name}: only they or an admin change it.`);
}

function viewerOf(actor: Actor): Viewer {
  const owner = whoIs(actor);
  if (owner === null) throw new SlipwayError('forbidden', 'Views belong to people and tokens.');
  return { workspaceId: actor.workspaceId, owner };
}

const may = ({ scopes }: Actor, scope: 'write' | 'admin'): boolean =>
  scopes.includes(scope) || scopes.includes('admin');

const viewOf = ({ workspaceId: _workspaceId, owner, savedAt, ...row }: ViewRow, viewer: Viewer): SavedView =>
  SavedView.parse({ ...row, mine: owner === viewer.owner, savedAt: savedAt.toISOString() });

const subjectOf = (name: string) => ({ subjectKind: 'view', subjectName: name });
