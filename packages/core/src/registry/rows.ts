import type { AliasPeriod, Model, ModelVersion } from '@slipway/contracts';

/** ModelRow is a model with its aliases and its newest version. */
export interface ModelRow {
  id: string;
  workspaceId: string;
  name: string;
  description: string;
  owner: string;
  tags: Record<string, string>;
  createdAt: Date;
  updatedAt: Date;
  aliases: { alias: string; version: number }[];
  latestVersion: number | null;
  task: string | null;
}

/** modelColumns is the SELECT list of a ModelRow, from `"Model" m`. */
export const modelColumns = `m."id", m."workspaceId", m."name", m."description", m."owner", m."tags", m."createdAt", m."updatedAt",
  (SELECT coalesce(json_agg(json_build_object('alias', a."alias", 'version', av."version") ORDER BY a."alias"), '[]')
   FROM "ModelAlias" a JOIN "ModelVersion" av ON av."id" = a."versionId" WHERE a."modelId" = m."id") AS "aliases",
  newest."version" AS "latestVersion", newest."task"`;

/** newestOfModel joins the newest version that is not deleted; it reads one index entry, however many versions there are. */
export const newestOfModel = `LEFT JOIN LATERAL (SELECT v."version", v."schema"->>'task' AS "task" FROM "ModelVersion" v
  WHERE v."modelId" = m."id" AND v."deletedAt" IS NULL ORDER BY v."version" DESC LIMIT 1) newest ON true`;

/** BriefVersion is what lists of versions show: everything but files, schema, facts, metrics and parameters. */
export interface BriefVersion {
  id: string;
  modelName: string;
  version: number;
  description: string;
  source: string | null;
  runId: string | null;
  loggedModelId: string | null;
  runLink: string | null;
  stage: ModelVersion['stage'];
  status: ModelVersion['status'];
  statusMessage: string | null;
  tags: Record<string, string>;
  createdBy: string;
  createdAtMs: number;
  updatedAtMs: number;
  aliases: string[];
}

const briefFields = [
  'id',
  'modelName',
  'version',
  'description',
  'source',
  'runId',
  'loggedModelId',
  'runLink',
  'stage',
  'status',
  'statusMessage',
  'tags',
  'createdBy',
];
const aliasesOfVersion = `ARRAY(SELECT a."alias" FROM "ModelAlias" a WHERE a."versionId" = v."id" ORDER BY a."alias")`;

/** briefColumns is the SELECT list of a BriefVersion, from `"ModelVersion" v`. */
export const briefColumns = `${briefFields.map((field) => `v."${field}"`).join(', ')},
  (extract(epoch FROM v."createdAt") * 1000)::float8 AS "createdAtMs", (extract(epoch FROM v."updatedAt") * 1000)::float8 AS "updatedAtMs",
  ${aliasesOfVersion} AS "aliases"`;

/** FoundModel is a model with its newest version in each stage. */
export interface FoundModel extends ModelRow {
  newest: BriefVersion[];
}

/** VersionRow is a version with its aliases. */
export interface VersionRow extends Omit<BriefVersion, 'createdAtMs' | 'updatedAtMs'> {
  workspaceId: string;
  modelId: string;
  framework: ModelVersion['framework'];
  digest: string;
  sizeBytes: string | bigint | number;
  files: ModelVersion['files'];
  schema: ModelVersion['schema'];
  facts: ModelVersion['facts'];
  /** ExternalTarget of an endpoint of others. */
  target: unknown;
  metrics: ModelVersion['metrics'];
  params: ModelVersion['params'];
  lineage: ModelVersion['lineage'];
  copiedFromId: string | null;
  /** Under the name that its model has now; null when it is no copy. */
  copiedFrom: { model: string; version: number } | null;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

/** versionColumns is the SELECT list of a VersionRow, from `"ModelVersion" v`. */
export const versionColumns = `v.*, ${aliasesOfVersion} AS "aliases",
  (SELECT json_build_object('model', c."modelName", 'version', c."version") FROM "ModelVersion" c WHERE c."id" = v."copiedFromId") AS "copiedFrom"`;

/** PeriodRow is a time in which a version held an alias or was in a stage. */
export interface PeriodRow {
  kind: 'alias' | 'stage';
  alias: string;
  version: number;
  fromAt: Date;
  untilAt: Date | null;
  actorName: string;
  why: string | null;
}

/** modelView is a model row as the API shows it. */
export function modelView(row: ModelRow): Model {
  const { name, description, owner, tags, aliases, latestVersion } = row;
  return {
    name,
    description,
    task: row.task as Model['task'],
    owner,
    tags,
    aliases,
    latestVersion,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** versionView is a version row as the API shows it. */
export function versionView(row: VersionRow): ModelVersion {
  return {
    id: row.id,
    model: row.modelName,
    version: row.version,
    framework: row.framework,
    digest: row.digest,
    sizeBytes: Number(row.sizeBytes),
    files: row.files,
    schema: row.schema,
    facts: row.facts,
    metrics: row.metrics,
    params: row.params,
    tags: row.tags,
    lineage: row.copiedFrom === null ? row.lineage : { ...row.lineage, copiedFrom: row.copiedFrom },
    description: row.description,
    aliases: row.aliases,
    source: row.source,
    runId: row.runId,
    loggedModelId: row.loggedModelId,
    runLink: row.runLink,
    stage: row.stage,
    status: row.status,
    statusMessage: row.statusMessage,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    deletedAt: row.deletedAt?.toISOString() ?? null,
    createdBy: row.createdBy,
  };
}

/** periodView is a period as the API shows it. */
export function periodView({ kind, alias, version, fromAt, untilAt, actorName, why }: PeriodRow): AliasPeriod {
  return {
    kind,
    alias,
    version,
    fromAt: fromAt.toISOString(),
    untilAt: untilAt?.toISOString() ?? null,
    by: actorName,
    why,
  };
}
