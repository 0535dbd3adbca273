import type { CardText, ModelCard, ModelVersion, Page, VersionCard } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { RegistryBase } from './registry-base.js';
import { versionView } from './rows.js';
import { writeCard, type CardSection } from './write-card.js';

/** CardFacts adds what a domain to the right knows of a version to its card: evaluations by slice, drift. */
export type CardFacts = (version: ModelVersion) => Promise<CardSection[]>;

/** Cards are a model's card: words of people, kept in revisions, and facts that are read anew for every version. */
export class Cards {
  /** facts are filled by create-core. */
  readonly facts: CardFacts[] = [];

  constructor(private readonly base: RegistryBase) {}

  /** get returns what people wrote, in its newest revision. */
  async get(actor: Actor, name: string): Promise<ModelCard> {
    const model = await this.base.requireModel(actor, name);
    const [row] = await this.base.repository.cards(model.id, { take: 1 });
    return row === undefined ? emptyCard(model.name) : cardView(model.name, row);
  }

  /** update writes sections (an empty text removes one) as a new revision; the others stay. */
  async update(
    actor: Actor,
    { params, body }: { params: { name: string }; body: { sections: CardText; why?: string | undefined } },
  ): Promise<ModelCard> {
    await this.base.kit.db.transaction(async (tx) => {
      const model = await this.base.lockedModel(actor, params.name, tx);
      const [before] = await this.base.repository.cards(model.id, { take: 1 }, tx);
      const merged = { ...(before?.sections as CardText | undefined), ...body.sections };
      const sections = Object.fromEntries(Object.entries(merged).filter(([, text]) => text.trim() !== ''));
      const revision = (before?.revision ?? 0) + 1;
      await this.base.repository.addCard(tx, {
        modelId: model.id,
        revision,
        sections,
        why: body.why ?? null,
        createdBy: actor.name,
      });
      await this.base.log(tx, actor, 'registry.card_updated', model.name, {
        why: body.why,
        after: { revision, sections: Object.keys(body.sections) },
      });
    });
    return this.get(actor, params.name);
  }

  /** revisions pages through what people wrote, newest first. */
  async revisions(
    actor: Actor,
    { params, query }: { params: { name: string }; query: { limit: number; cursor?: string | undefined } },
  ): Promise<Page<ModelCard>> {
    const model = await this.base.requireModel(actor, params.name);
    const before = decodeCursor(query.cursor)?.[0];
    const rows = await this.base.repository.cards(model.id, {
      take: query.limit + 1,
      ...(before !== undefined && { before: Number(before) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, ({ revision }) => [revision]);
    return { items: items.map((row) => cardView(model.name, row)), nextCursor };
  }

  /** ofVersion is the whole card of a version. */
  async ofVersion(actor: Actor, { params }: { params: { name: string; version: number } }): Promise<VersionCard> {
    const version = versionView(await this.base.requireVersion(actor, params.name, params.version));
    const words = await this.get(actor, version.model);
    const more = (await Promise.all(this.facts.map((read) => read(version)))).flat();
    return writeCard(version, words, more);
  }
}

interface CardRow {
  revision: number;
  sections: unknown;
  why: string | null;
  createdBy: string;
  createdAt: Date;
}

const cardView = (model: string, { revision, sections, why, createdBy, createdAt }: CardRow): ModelCard => ({
  model,
  revision,
  sections: sections as CardText,
  why,
  updatedAt: createdAt.toISOString(),
  updatedBy: createdBy,
});

const emptyCard = (model: string): ModelCard => ({
  model,
  revision: 0,
  sections: {},
  why: null,
  updatedAt: null,
  updatedBy: null,
});
