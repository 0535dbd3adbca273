import {
  Alert,
  Channel,
  Delivery,
  EndpointStatus,
  GateResult,
  JobState,
  MonitorState,
  RolloutState,
  VariantState,
  FeatureDrift,
  GuardrailEvidence,
  Severity,
  TrainingOutcome,
} from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { statusWord, statusWords, type StatusKind } from './status-words.js';

const known: [StatusKind, readonly string[]][] = [
  ['endpoint', EndpointStatus.options],
  ['replica', VariantState.options],
  ['rollout', RolloutState.options],
  ['evidence', GuardrailEvidence.shape.verdict.options],
  ['monitor', MonitorState.options],
  ['drift', FeatureDrift.shape.verdict.options],
  ['quality', FeatureDrift.shape.verdict.options],
  ['alert', Alert.shape.state.options],
  ['severity', Severity.options],
  ['delivery', Delivery.shape.state.options],
  ['channel', Channel.shape.health.options],
  ['job', JobState.options],
  ['gate', GateResult.shape.outcome.options],
  ['training_outcome', TrainingOutcome.options],
];

describe('statusWords', () => {
  it.each(known)('has a word for every state of %s', (kind, states) => {
    expect(Object.keys(statusWords[kind])).toEqual(expect.arrayContaining([...states]));
  });
  it('says an unknown state as it is', () =>
    expect(statusWord('job', 'held_back' as never)).toEqual({ word: 'held back', tone: 'unknown' }));
});
