import { TrainingCallback } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { uuidv7 } from '../kernel/uuid.js';

/** TrainingCall is what a pipeline was asked, and its answer where it gave one. */
export type TrainingCall = Omit<Prisma.TrainingCallGetPayload<object>, 'answer'> & { answer: TrainingCallback | null };

/** TrainingCallsRepository keeps what pipelines were asked and what they answered. */
export class TrainingCallsRepository {
  constructor(private readonly db: Db) {}

  /** begin is the call of a run: another attempt finds the one that there is. */
  async begin(tx: Tx, trainingRunId: string): Promise<TrainingCall> {
    const create = { trainingRunId, delivery: uuidv7() };
    return callOf(await tx.trainingCall.upsert({ where: { trainingRunId }, create, update: {} }));
  }

  async sent(tx: Tx, trainingRunId: string, sentAt: Date): Promise<void> {
    await tx.trainingCall.update({ where: { trainingRunId }, data: { sentAt } });
  }

  /** isAnswered tells whether the callback has come. */
  async isAnswered(tx: Tx, trainingRunId: string): Promise<boolean> {
    return (await this.find(trainingRunId, tx))?.answer != null;
  }

  async find(trainingRunId: string, tx: Tx = this.db.prisma): Promise<TrainingCall | null> {
    const row = await tx.trainingCall.findUnique({ where: { trainingRunId } });
    return row && callOf(row);
  }

  /** answer stores the first answer to a delivery; false when there is one already, or the delivery is not awaited. */
  async answer(tx: Tx, trainingRunId: string, answer: TrainingCallback, answeredAt: Date): Promise<boolean> {
    const { count } = await tx.trainingCall.updateMany({
      where: { trainingRunId, delivery: answer.delivery, answeredAt: null },
      data: { answer: toJson(answer), answeredAt },
    });
    return count > 0;
  }

  /** forget makes the next attempt ask anew, under another delivery. */
  async forget(tx: Tx, trainingRunId: string): Promise<void> {
    await tx.trainingCall.deleteMany({ where: { trainingRunId } });
  }
}

const callOf = (row: Prisma.TrainingCallGetPayload<object>): TrainingCall => ({
  ...row,
  answer: row.answer === null ? null : TrainingCallback.parse(row.answer),
});
