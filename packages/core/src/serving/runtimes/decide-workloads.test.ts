import { describe, expect, test } from 'vitest';
import { decideWorkloads, readWorkload, type WorkloadRow } from './decide-workloads.js';

const now = new Date('2026-11-21T12:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000);
const row = (more: Partial<WorkloadRow> = {}): WorkloadRow => ({
  name: 'a',
  appliedDigest: 'd1',
  appliedAt: ago(5),
  drainingAt: null,
  ...more,
});
const decide = (wanted: string[], rows: WorkloadRow[], seen: string[]) =>
  decideWorkloads({
    wanted: wanted.map((digest) => ({ name: 'a', digest })),
    rows,
    seen: new Set(seen),
    now,
  }).map(({ do: act, name }) => `${act} ${name}`);

describe('decideWorkloads', () => {
  test.each<[string, string[], WorkloadRow[], string[], string[]]>([
    ['nothing', [], [], [], []],
    ['a new one', ['d1'], [], [], ['apply a']],
    ['one that is as wanted', ['d1'], [row()], ['a'], []],
    ['other settings', ['d2'], [row()], ['a'], ['apply a']],
    ['one that somebody removed', ['d1'], [row()], [], ['apply a']],
    ['a minute later', ['d1'], [row({ appliedAt: ago(60) })], ['a'], ['apply a']],
    ['refused just now', ['d1'], [row({ appliedDigest: null })], [], []],
    ['refused a while ago', ['d1'], [row({ appliedDigest: null, appliedAt: ago(10) })], [], ['apply a']],
    ['wanted again while it drains', ['d1'], [row({ drainingAt: ago(1) })], ['a'], ['apply a']],
    ['not wanted any more', [], [row()], ['a'], ['drain a']],
    ['draining', [], [row({ drainingAt: ago(2) })], ['a'], []],
    ['drained', [], [row({ drainingAt: ago(3) })], ['a'], ['remove a']],
    ['known to no row', [], [], ['stray'], ['remove stray']],
  ])('%s', (_, wanted, rows, seen, acts) => expect(decide(wanted, rows, seen)).toEqual(acts));
});

describe('readWorkload', () => {
  const progressing = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'too slow' };
  const quota = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' };
  const pulling = { reason: 'ImagePullBackOff', message: 'no such image' };
  test.each([
    ['young', {}, [], { state: 'starting', detail: 'its pods are starting', wantedReplicas: 1, readyReplicas: 0 }],
    ['whole', { status: { readyReplicas: 2 }, spec: { replicas: 2 } }, [], { state: 'ready', detail: null }],
    [
      'partly there',
      { status: { readyReplicas: 1 }, spec: { replicas: 2 } },
      [],
      { state: 'ready', detail: '1 of 2 pods are ready' },
    ],
    ['given up', { status: { conditions: [progressing] } }, [], { state: 'failed', detail: /too slow/ }],
    ['over a quota', { status: { conditions: [quota] } }, [], { state: 'failed', detail: /exceeded quota/ }],
    [
      'without its image',
      {},
      [{ status: { containerStatuses: [{ state: { waiting: pulling } }] } }],
      { state: 'starting', detail: 'ImagePullBackOff: no such image' },
    ],
    [
      'without a node',
      {},
      [
        {
          status: {
            conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no GPU' }],
          },
        },
      ],
      { state: 'starting', detail: 'Unschedulable: no GPU' },
    ],
  ])('%s', (_, deployment, pods, seen) => {
    const { detail, ...rest } = seen;
    const read = readWorkload(deployment, pods);
    expect(read).toMatchObject(rest);
    if (detail instanceof RegExp) expect(read.detail).toMatch(detail);
    else expect(read.detail).toBe(detail);
  });
});
