import type { FileDescription, Model, ModelVersion } from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { Aliases } from './aliases.js';
import { Bundles } from './bundle/export-bundle.js';
import { Cards } from './cards.js';
import { compareVersions } from './compare-versions.js';
import { describeFiles } from './describe-file.js';
import { ExternalVersions } from './external-versions.js';
import { GraphReader } from './graph-reader.js';
import { Models } from './models.js';
import { RegisterFromSource, type SourceReads } from './register-from-source.js';
import { RegistryBase, type RegistryGuards } from './registry-base.js';
import { RegistrySearch } from './registry-search.js';
import { versionView, type BriefVersion, type ModelRow } from './rows.js';
import { Versions } from './versions.js';

/** RegistryService is the registry: models, versions, aliases and what is known of them. */
export class RegistryService {
  /** guards are filled by create-core with the vetoes of domains to the right. */
  readonly guards: RegistryGuards;
  readonly models: Models;
  readonly versions: Versions;
  readonly aliases: Aliases;
  readonly cards: Cards;
  readonly search: RegistrySearch;
  readonly fromSource: RegisterFromSource;
  readonly external: ExternalVersions;
  readonly graphs: GraphReader;
  readonly bundles: Bundles;
  private readonly base: RegistryBase;
  private readonly artifacts: ArtifactsService;

  constructor(kit: Kit, { artifacts, sources }: { artifacts: ArtifactsService; sources: SourceReads }) {
    this.base = new RegistryBase(kit);
    this.guards = this.base.guards;
    this.artifacts = artifacts;
    this.models = new Models(this.base);
    this.aliases = new Aliases(this.base);
    this.versions = new Versions(this.base, { artifacts, aliases: this.aliases });
    this.cards = new Cards(this.base);
    this.graphs = new GraphReader(artifacts);
    this.bundles = new Bundles(artifacts);
    this.search = new RegistrySearch(this.base);
    this.external = new ExternalVersions(this.base, { artifacts, versions: this.versions });
    this.fromSource = new RegisterFromSource(this.base, { artifacts, versions: this.versions, sources });
  }

  /** getModel returns a model by its name, or by one that it had. */
  getModel(actor: Actor, { params }: { params: { name: string } }): Promise<Model> {
    return this.models.view(actor, params.name);
  }

  /** requireModel returns a model's row, or `not_found`. */
  requireModel(actor: Actor, name: string): Promise<ModelRow> {
    return this.base.requireModel(actor, name);
  }

  /** requireVersion returns a version of the caller's workspace, or `not_found`. */
  async requireVersion(actor: Actor, name: string, version: number): Promise<ModelVersion> {
    return versionView(await this.base.requireVersion(actor, name, version));
  }

  /** requireBrief is requireVersion without files, schema, facts, metrics and parameters, which lists do not show. */
  async requireBrief(actor: Actor, name: string, version: number): Promise<BriefVersion> {
    const found = await this.base.reads.brief(actor.workspaceId, name, version);
    if (found !== null) return found;
    const model = await this.base.reads.model(actor.workspaceId, name);
    const renamed =
      model === null || model.name === name
        ? null
        : await this.base.reads.brief(actor.workspaceId, model.name, version);
    if (renamed === null) throw notFound('version', `${name} v${version}`);
    return renamed;
  }

  /** briefOfAlias returns the version that an alias names, as lists show it; null for an alias that is not set. */
  async briefOfAlias(actor: Actor, name: string, alias: string): Promise<BriefVersion | null> {
    const found = await this.base.reads.briefOfAlias(actor.workspaceId, name, alias);
    if (found !== null) return found;
    const model = await this.base.requireModel(actor, name);
    return model.name === name ? null : this.base.reads.briefOfAlias(actor.workspaceId, model.name, alias);
  }

  /** newestPerStage returns a model's newest version in each of some stages (all without). */
  async newestPerStage(actor: Actor, name: string, stages?: readonly ModelVersion['stage'][]): Promise<BriefVersion[]> {
    const model = await this.base.requireModel(actor, name);
    return this.base.reads.newestPerStage([model.id], stages);
  }

  /** versionOfAlias returns the version that an alias names, or `not_found`. */
  async versionOfAlias(actor: Actor, name: string, alias: string): Promise<ModelVersion> {
    const held = await this.briefOfAlias(actor, name, alias);
    if (held === null) throw notFound('alias', alias);
    return this.versionById(held.id);
  }

  /** versionById returns a version of any workspace, for Slipway's own use. */
  versionById(id: string, tx?: Tx): Promise<ModelVersion> {
    return this.versions.byId(id, tx);
  }

  /** newestVersionAt is when the newest version of a model was made; null where there is none, or no such model. */
  async newestVersionAt({ workspaceId }: Actor, name: string, tx: Tx): Promise<Date | null> {
    const { reads } = this.base;
    const newest = (await reads.model(workspaceId, name, tx))?.latestVersion ?? null;
    return newest === null ? null : ((await reads.version(workspaceId, name, newest, tx))?.createdAt ?? null);
  }

  /** versionOfTrainingRun returns what a training run has registered already, or null. */
  async versionOfTrainingRun(trainingRunId: string): Promise<ModelVersion | null> {
    const row = await this.base.reads.versionOfTrainingRun(trainingRunId);
    return row && versionView(row);
  }

  /** childrenOf returns the versions that were made from a version. */
  async childrenOf(version: ModelVersion): Promise<ModelVersion[]> {
    const row = await this.base.reads.versionById(version.id);
    return row === null ? [] : (await this.base.reads.childrenOf(row.modelId, row.version)).map(versionView);
  }

  /** aliasHolder is the number of the version that an alias names, or null. */
  aliasHolder(actor: Actor, name: string, alias: string, tx?: Tx): Promise<number | null> {
    return this.aliases.holder(actor, name, alias, tx);
  }

  /** moveAlias points an alias at a version inside a transaction of the caller's. */
  moveAlias(
    tx: Tx,
    actor: Actor,
    alias: { name: string; alias: string },
    to: { version: number; why?: string | undefined; force?: string | null | undefined },
  ): Promise<void> {
    return this.aliases.move(tx, actor, alias, to);
  }

  /** describeFiles tells what each file of a version is, by its first bytes. */
  describeFiles(version: Pick<ModelVersion, 'files'>): Promise<FileDescription[]> {
    return describeFiles(this.artifacts, version.files);
  }

  /** compare sets a version beside another one, which is named by its number or by `name/number`. */
  async compare(actor: Actor, left: { name: string; version: number }, other: string) {
    const found = /^(?:(.+)\/)?(\d{1,9})$/.exec(other);
    if (found === null)
      throw new SlipwayError('invalid_request', 'with: is a version number, or name/number.', [
        { path: 'with', message: 'is a version number, or name/number' },
      ]);
    const sides = await Promise.all([
      this.requireVersion(actor, left.name, left.version),
      this.requireVersion(actor, found[1] ?? left.name, Number(found[2])),
    ]);
    const cards = await Promise.all(sides.map((side) => this.cards.get(actor, side.model)));
    return compareVersions(sides[0], sides[1], [cards[0]?.sections ?? {}, cards[1]?.sections ?? {}]);
  }

  /** modelPath is where a version's ONNX file lies, verified against its digest. */
  async modelPath(version: Pick<ModelVersion, 'files' | 'model' | 'version'>): Promise<string> {
    const file = version.files.find(({ path }) => path.endsWith('.onnx'));
    if (file === undefined)
      throw new SlipwayError(
        'not_onnx',
        `v${version.version} of ${version.model} has no ONNX file, so it cannot run here.`,
      );
    return this.artifacts.verifiedPath(file.digest);
  }
}
