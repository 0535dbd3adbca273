import type { HookCall, HookPoint, RolloutDecision, RolloutHook } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { storableText } from '../kernel/storable-text.js';
import { RolloutHooksRepository } from './rollout-hooks.repository.js';
import type { RolloutPorts } from './rollout-ports.js';
import type { RolloutRow } from './rollouts.repository.js';

/** So long an answer is good before the same webhook is asked again. */
const FRESH_MS = 5_000;
/** So many refusals in a row of the check that runs beside a rollout roll it back. */
const MOST_REFUSALS = 3;
const MOST_ANSWER = 500;

/** Heard is what webhooks say of a rollout: why it must go back, or why it must not go on; null for nothing. */
export interface Heard {
  rollBack: string | null;
  hold: string | null;
}

/** hooksOf are the stored webhooks of a rollout. */
export const hooksOf = (row: Pick<RolloutRow, 'hooks'>): RolloutHook[] => row.hooks as unknown as RolloutHook[];

/** A webhook agrees by any 2xx. */
const isTaken = ({ status }: Pick<HookCall, 'status'>): boolean => status >= 200 && status < 300;

/** RolloutHooks asks and tells webhooks, always outside of a transaction, each at most once in five seconds. */
export class RolloutHooks {
  private readonly repository: RolloutHooksRepository;

  constructor(
    private readonly kit: Kit,
    private readonly ports: RolloutPorts,
  ) {
    this.repository = new RolloutHooksRepository(kit.db);
  }

  /** calls are the newest calls of a rollout's webhooks. */
  calls(rolloutId: string): Promise<HookCall[]> {
    return this.repository.list(rolloutId);
  }

  /** require refuses webhooks that are no channels. */
  async require(workspaceId: string, hooks: readonly RolloutHook[]): Promise<void> {
    for (const [i, { channel }] of hooks.entries())
      if (!(await this.ports.isWebhook(workspaceId, channel)))
        throw new SlipwayError('invalid_request', `There is no webhook named ${channel} among the channels.`, [
          { path: `hooks[${i}].channel`, message: 'no channel of the kind webhook' },
        ]);
  }

  /** hear asks what the next act depends on; while a rollout runs, also those that watch it. */
  async hear(row: RolloutRow, confirming: readonly HookPoint[], isRunning: boolean): Promise<Heard> {
    const heard: Heard = { rollBack: null, hold: null };
    for (const hook of hooksOf(row)) {
      const isWatch = isRunning && (hook.point === 'rollback' || hook.point === 'rollout');
      if (!isWatch && !confirming.includes(hook.point)) continue;
      const call = await this.ask(row, hook);
      if (hook.point === 'rollback')
        heard.rollBack ??= isTaken(call) ? `the webhook ${hook.channel} asked for it` : null;
      else if (hook.point === 'rollout') heard.rollBack ??= await this.refusedOften(row.id, hook);
      else if (!isTaken(call)) heard.hold ??= `${hook.point} of ${hook.channel} did not agree: ${wordsOf(call)}`;
    }
    return heard;
  }

  /** tell posts a decision to one webhook; one that does not take it is tried again by its job. */
  async tell(row: RolloutRow, hook: RolloutHook, decision: RolloutDecision): Promise<void> {
    const call = await this.call(row, hook, decision);
    if (!isTaken(call)) throw new SlipwayError('unavailable', `${hook.channel} did not take it: ${wordsOf(call)}`);
  }

  private async ask(row: RolloutRow, hook: RolloutHook): Promise<HookCall> {
    const [last] = await this.repository.list(row.id, hook, 1);
    const isFresh = last !== undefined && last.step === row.step && this.ageMs(last) < FRESH_MS;
    return isFresh ? last : this.call(row, hook, null);
  }

  private ageMs({ at }: HookCall): number {
    return this.kit.clock.now().getTime() - new Date(at).getTime();
  }

  private async refusedOften(rolloutId: string, hook: RolloutHook): Promise<string | null> {
    const calls = await this.repository.list(rolloutId, hook, MOST_REFUSALS);
    const [last] = calls;
    return last !== undefined && calls.length === MOST_REFUSALS && calls.every((call) => !isTaken(call))
      ? `the webhook ${hook.channel} refused ${MOST_REFUSALS} times in a row: ${wordsOf(last)}`
      : null;
  }

  private async call(
    row: RolloutRow,
    { point, channel }: RolloutHook,
    decision: RolloutDecision | null,
  ): Promise<HookCall> {
    const { id, workspaceId, endpoint, state, step, wantedBp, fromVersion, toModel, toVersion } = row;
    const rollout = { id, endpoint, state, step, wantedBp, fromVersion, toModel, toVersion };
    const did = decision && { act: decision.act, by: decision.by, why: decision.why, at: decision.at };
    const body = JSON.stringify({ type: 'slipway.rollout', point, rollout, decision: did });
    const { status, answer } = await this.ports.callWebhook(workspaceId, channel, body);
    const at = this.kit.clock.now().toISOString();
    const call = { at, point, channel, step, status, answer: storableText(answer.slice(0, MOST_ANSWER)) };
    await this.repository.add(id, call);
    return call;
  }
}

const wordsOf = ({ status, answer }: HookCall): string =>
  status === 0 ? answer || 'no answer' : `it answered ${status}`;
