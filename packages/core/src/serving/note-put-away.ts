import { systemActor } from '../kernel/actor.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';

/** PutAway is a version that a gateway put away to make room in memory, and for what. */
export interface PutAway {
  workspaceId: string;
  model: string;
  version: number;
  memoryBytes: number;
  why: string;
}

/** notePutAway logs that a gateway put a version away. */
export async function notePutAway({ db }: Pick<Kit, 'db'>, putAway: PutAway): Promise<void> {
  const { workspaceId, model, version, memoryBytes, why } = putAway;
  await db.transaction((tx) =>
    appendEvent(tx, systemActor(workspaceId), {
      kind: 'serving.model_put_away',
      subjectKind: 'model',
      subjectName: model,
      why,
      after: { model, version, memoryBytes },
    }),
  );
}
