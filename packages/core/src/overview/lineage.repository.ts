import type { LineageLink } from '@slipway/contracts';
import type { Db, Tx } from '../kernel/db.js';
import type { NumberedEvent } from '../kernel/logged-event.js';

interface LinkRow {
  kind: LineageLink['kind'];
  id: string;
  label: string;
  relation: string;
  at: Date | null;
}

/** LineageRepository reads what other domains did with a version, and what happened to a model. */
export class LineageRepository {
  constructor(private readonly db: Db) {}

  /** downstream lists evaluations, baselines, endpoints, rollouts, children, copies and alerts of a version, newest first. */
  async downstream(workspaceId: string, id: string): Promise<LinkRow[]> {
    return this.db.prisma.$queryRaw<LinkRow[]>`
      WITH held AS (SELECT "id", "workspaceId", "modelId", "version" FROM "ModelVersion" WHERE "id" = ${id}::uuid),
      served AS (
        SELECT e."name", max(c."number") AS "number", min(c."createdAt") AS "at", bool_or(c."number" = e."configNumber") AS "now"
        FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id"
        WHERE e."workspaceId" = ${workspaceId} AND c."variants" @> ${JSON.stringify([{ versionId: id }])}::jsonb GROUP BY e."name"
      )
      SELECT * FROM (
        SELECT 'evaluation' AS "kind", e."id"::text AS "id", 'on ' || e."dataset" || ' v' || e."datasetVersion" AS "label",
               CASE WHEN e."versionId" = held."id" THEN 'evaluated' ELSE 'was the champion of' END AS "relation", e."createdAt" AS "at"
        FROM "Evaluation" e, held WHERE e."workspaceId" = held."workspaceId" AND held."id" IN (e."versionId", e."championVersionId")
        UNION ALL SELECT 'baseline', b."id"::text, 'on ' || b."dataset" || ' v' || b."datasetVersion", 'is the reference of', b."createdAt" FROM "Baseline" b, held WHERE b."versionId" = held."id"
        UNION ALL SELECT 'endpoint', "name", "name", CASE WHEN "now" THEN 'serves' ELSE 'served' END, "at" FROM served
        UNION ALL SELECT 'rollout', r."id"::text, 'rollout on ' || r."endpoint" || ', ' || replace(r."state", '_', ' '),
               CASE WHEN r."toVersionId" = held."id" THEN 'was rolled out by' ELSE 'was replaced by' END, r."startedAt"
        FROM "Rollout" r, held WHERE r."workspaceId" = held."workspaceId" AND held."id" IN (r."fromVersionId", r."toVersionId")
        UNION ALL SELECT 'version', v."modelName" || '/' || v."version", v."modelName" || ' v' || v."version",
               'is the parent of', v."createdAt"
        FROM "ModelVersion" v, held WHERE v."modelId" = held."modelId" AND v."deletedAt" IS NULL
          AND v."lineage"->>'parentVersion' IS NOT NULL AND (v."lineage"->>'parentVersion')::int = held."version"
        UNION ALL SELECT 'version', v."modelName" || '/' || v."version", v."modelName" || ' v' || v."version", 'was copied to', v."createdAt"
        FROM "ModelVersion" v, held WHERE v."copiedFromId" = held."id" AND v."deletedAt" IS NULL
        UNION ALL SELECT 'alert', a."id"::text, a."title", 'was followed by', a."startedAt"
        FROM "Alert" a JOIN served ON served."name" = a."endpoint" AND served."now" AND a."startedAt" >= served."at"
        WHERE a."workspaceId" = ${workspaceId}
      ) links ORDER BY "at" DESC NULLS LAST LIMIT 500`;
  }

  /** inUse names an unfinished evaluation or an active rollout of versions of a model, of one version or of all. */
  async inUse(tx: Tx, modelId: string, versionId: string | null): Promise<{ version: number; by: string } | null> {
    const rows = await tx.$queryRaw<{ version: number; by: string }[]>`
      SELECT v."version", used."by" FROM "ModelVersion" v JOIN (
        SELECT "versionId" AS "id", 'an evaluation' AS "by" FROM "Evaluation" WHERE "finishedAt" IS NULL
        UNION ALL SELECT "championVersionId", 'an evaluation' FROM "Evaluation" WHERE "finishedAt" IS NULL
        UNION ALL SELECT "fromVersionId", 'a rollout' FROM "Rollout" WHERE "endedAt" IS NULL
        UNION ALL SELECT "toVersionId", 'a rollout' FROM "Rollout" WHERE "endedAt" IS NULL
      ) used ON used."id" = v."id"
      WHERE v."modelId" = ${modelId}::uuid AND (${versionId}::uuid IS NULL OR v."id" = ${versionId}::uuid) LIMIT 1`;
    return rows[0] ?? null;
  }

  /** modelIdOf is the model that a version belongs to. */
  async modelIdOf(tx: Tx, versionId: string): Promise<string> {
    return (await tx.modelVersion.findUniqueOrThrow({ where: { id: versionId }, select: { modelId: true } })).modelId;
  }

  /** datasetOf names the dataset versions that have a digest. */
  async datasetOf(workspaceId: string, digest: string): Promise<{ name: string; version: number }[]> {
    return this.db.prisma.$queryRaw<{ name: string; version: number }[]>`
      SELECT d."name", v."version" FROM "DatasetVersion" v JOIN "Dataset" d ON d."id" = v."datasetId"
      WHERE d."workspaceId" = ${workspaceId} AND v."digest" = ${digest} LIMIT 10`;
  }

  /** namesOf are the names of experiment runs and logged models, by id; what is not here has none. */
  async namesOf(
    workspaceId: string,
    ids: readonly (string | null | undefined)[],
  ): Promise<ReadonlyMap<string, string>> {
    const asked = ids.filter((id) => id != null);
    if (asked.length === 0) return new Map();
    const where = { where: { workspaceId, id: { in: asked } }, select: { id: true, name: true } };
    const [runs, logged] = await Promise.all([
      this.db.prisma.run.findMany(where),
      this.db.prisma.loggedModel.findMany(where),
    ]);
    return new Map([...runs, ...logged].map(({ id, name }) => [id, name]));
  }

  /** modelEvents returns numbered events of a model under all the names it had, before `before`, newest first. */
  async modelEvents(
    workspaceId: string,
    model: string,
    { before, take, version }: { before: bigint | null; take: number; version: number | undefined },
  ): Promise<NumberedEvent[]> {
    const former = await this.db.prisma.modelRedirect.findMany({
      where: { workspaceId, model: { name: model, deletedAt: null } },
      select: { name: true },
    });
    return (await this.db.prisma.event.findMany({
      where: {
        workspaceId,
        subjectKind: 'model',
        subjectName: { in: [model, ...former.map(({ name }) => name)] },
        seq: before === null ? { not: null } : { lt: before },
        ...(version !== undefined && { OR: [namesVersion('after', version), namesVersion('before', version)] }),
      },
      orderBy: { seq: 'desc' },
      take,
    })) as NumberedEvent[];
  }
}

const namesVersion = (side: 'before' | 'after', version: number) => ({
  [side]: { path: ['version'], equals: version },
});
