import type { Lineage, ModelFile, ModelVersion, NewVersionFromSource } from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { Actor } from '../kernel/actor.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import type { RegistryBase } from './registry-base.js';
import type { ModelRow, VersionRow } from './rows.js';
import { findModel } from './version-files.js';
import { parseSource, registeredUri, type VersionSource } from './version-source.js';
import type { Registration, Versions } from './versions.js';

/** SourceFacts is what a run or a logged model says about a version that is registered from it. */
export interface SourceFacts {
  params: Record<string, string>;
  metrics: Record<string, number>;
  gitCommit?: string;
  datasetDigest?: string;
  /** Of a logged model: the run that logged it. */
  runId?: string | null;
}

/** SourceReads is what the registry asks the runs about; null for one that is not there. */
export interface SourceReads {
  ofRun(workspaceId: string, runId: string): Promise<SourceFacts | null>;
  ofLoggedModel(workspaceId: string, loggedModelId: string): Promise<SourceFacts | null>;
}

/** SourcedVersion is what an MLflow client says about a new version. */
export interface SourcedVersion {
  source: string;
  runId?: string | undefined;
  loggedModelId?: string | undefined;
  runLink?: string | undefined;
  description: string;
  tags: Record<string, string>;
}

type Resolved = Pick<
  Registration,
  'files' | 'framework' | 'described' | 'lineage' | 'params' | 'metrics' | 'statusMessage' | 'copiedFrom'
> & {
  runId: string | null;
  loggedModelId: string | null;
};

/**
 * RegisterFromSource makes versions of what is somewhere already: files of a run or a logged model are snapshotted, so that later writes to
 * them change nothing here; another version is copied; a store outside is only named. The model must exist, as MLflow has it.
 */
export class RegisterFromSource {
  constructor(
    private readonly base: RegistryBase,
    private readonly deps: { artifacts: ArtifactsService; versions: Versions; sources: SourceReads },
  ) {}

  /** register makes the next version of a model from a source. */
  async register(actor: Actor, name: string, wanted: SourcedVersion): Promise<ModelVersion> {
    const model = await this.base.requireModel(actor, name);
    return this.write(actor, model, wanted, await this.resolve(actor, parseSource(wanted.source), wanted));
  }

  /** create is register for our own API: it makes the model when it is new, and a source without a file is `not_found`. */
  async create(
    actor: Actor,
    { params, body }: { params: { name: string }; body: NewVersionFromSource },
  ): Promise<ModelVersion> {
    const resolved = await this.resolve(actor, parseSource(body.source), body);
    if (resolved.files.length === 0) throw notFound('file below', body.source);
    return this.write(actor, await this.deps.versions.ensureModel(actor, params.name), body, resolved);
  }

  private write(
    actor: Actor,
    model: Pick<ModelRow, 'id' | 'name'>,
    wanted: SourcedVersion,
    resolved: Resolved,
  ): Promise<ModelVersion> {
    return this.deps.versions.register(actor, model, {
      ...resolved,
      source: wanted.source,
      tags: wanted.tags,
      description: wanted.description,
      runLink: wanted.runLink ?? '',
    });
  }

  /** downloadUri is where a version's files are read from: its own when it has any, else what it was registered from. */
  async downloadUri(row: { id: string; source: string | null }): Promise<string> {
    const version = await this.base.reads.versionById(row.id);
    if (version === null || version.files.length > 0 || row.source === null) return registeredUri(row.id);
    const copied = version.copiedFromId === null ? null : await this.base.reads.versionById(version.copiedFromId);
    return copied === null ? row.source : this.downloadUri(copied);
  }

  private async resolve(actor: Actor, source: VersionSource, wanted: SourcedVersion): Promise<Resolved> {
    if (source.kind === 'outside') {
      const facts = await this.factsOf(actor, wanted.runId, wanted.loggedModelId);
      return { files: [], framework: 'opaque', described: null, statusMessage: null, ...facts };
    }
    if (source.kind === 'tree') {
      const tree = { workspaceId: actor.workspaceId, tree: source.tree };
      const files = below(await this.deps.artifacts.trees.snapshot(tree, source.path), source.path);
      const { framework, described, why } = await findModel(this.deps.artifacts, files);
      const facts = await this.factsOf(
        actor,
        wanted.runId ?? source.runId,
        wanted.loggedModelId ?? source.loggedModelId,
      );
      return { files, framework, described, statusMessage: why, ...facts };
    }
    const copied = await this.versionOf(actor.workspaceId, source);
    if (copied === null)
      throw new SlipwayError(
        'not_found',
        `Unable to fetch model from model URI source artifact location '${wanted.source}'.`,
      );
    return copyOf(copied, wanted);
  }

  private async versionOf(workspaceId: string, source: VersionSource): Promise<VersionRow | null> {
    if (source.kind === 'version') return this.base.reads.version(workspaceId, source.model, source.version);
    if (source.kind === 'alias') {
      const held = await this.base.reads.briefOfAlias(workspaceId, source.model, source.alias);
      return held && this.base.reads.versionById(held.id);
    }
    if (source.kind !== 'registered') return null;
    const row = await this.base.reads.versionById(source.versionId);
    return row?.workspaceId === workspaceId && row.deletedAt === null ? row : null;
  }

  private async factsOf(
    actor: Actor,
    runId: string | undefined,
    loggedModelId: string | undefined,
  ): Promise<Pick<Resolved, 'params' | 'metrics' | 'lineage' | 'runId' | 'loggedModelId'>> {
    const { workspaceId } = actor;
    const ofModel = loggedModelId ? await this.deps.sources.ofLoggedModel(workspaceId, loggedModelId) : null;
    const run = runId || ofModel?.runId || null;
    const ofRun = run ? await this.deps.sources.ofRun(workspaceId, run) : null;
    const gitCommit = ofRun?.gitCommit ?? ofModel?.gitCommit;
    const datasetDigest = ofModel?.datasetDigest ?? ofRun?.datasetDigest;
    const lineage: Lineage = {
      ...(run && { runId: run }),
      ...(gitCommit && { gitCommit }),
      ...(datasetDigest && { datasetDigest }),
    };
    return {
      params: { ...ofRun?.params, ...ofModel?.params },
      metrics: finite({ ...ofRun?.metrics, ...ofModel?.metrics }),
      lineage,
      runId: run,
      loggedModelId: loggedModelId || null,
    };
  }
}

/** A version's paths start where its source does. */
const below = (files: readonly ModelFile[], path: string): ModelFile[] =>
  files.map(({ path: full, digest, sizeBytes }) => ({
    path: pathBelow(full, path),
    digest,
    sizeBytes,
  }));

function pathBelow(full: string, path: string): string {
  if (path === '') return full;
  // The source may be one file.
  return full === path ? (full.split('/').at(-1) ?? full) : full.slice(path.length + 1);
}

/** JSON has no NaN and no infinity, which a run may have measured. */
const finite = (metrics: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));

/** copyOf keeps what belongs to the files; words and tags are those of the copy. */
function copyOf(row: VersionRow, wanted: SourcedVersion): Resolved {
  const { framework, files, schema, facts, metrics, params, lineage, statusMessage } = row;
  return {
    framework,
    files,
    described: schema && { schema, facts },
    metrics,
    params,
    lineage: withoutParent(lineage),
    copiedFrom: row,
    statusMessage,
    runId: wanted.runId || row.runId,
    loggedModelId: wanted.loggedModelId || row.loggedModelId,
  };
}

/** A parent is a version of the same model, which the copy's model is not; what a copy was copied from is its own to say. */
function withoutParent({ parentVersion: _parent, copiedFrom: _from, ...rest }: Lineage): Lineage {
  return rest;
}
