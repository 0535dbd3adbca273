import type { GuardrailName, Rollout, RolloutEvidence } from '@slipway/contracts';
import { ScrollArea, SegmentedControl } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { TimeSeriesChart } from '../../../components/charts/lazy-charts.js';
import { Columns, Section } from '../../../components/layout/section.js';
import { formatNumber, formatPercent, formatWeight } from '../../../lib/format.js';
import { evidenceAt, evidencePictures, logOf } from '../prepare/evidence-pictures.js';
import { guardrailWords } from '../../../lib/guardrail-words.js';

const SYNC = 'rollout';

/** EvidenceCharts draws how the evidence grew, what both versions' error rates were, and who got how much, on one time axis. */
export function EvidenceCharts({ rollout, evidence }: { rollout: Rollout; evidence: RolloutEvidence }): ReactNode {
  const last = evidence.looks.at(-1)?.at ?? rollout.startedAt;
  const [chosen, setChosen] = useState<GuardrailName>('errors');
  const pictures = useMemo(
    () => evidencePictures(rollout, evidence, Date.parse(last), chosen),
    [rollout, evidence, last, chosen],
  );
  const shown = rollout.guardrails.find(({ name }) => name === chosen);
  const harmLimit = shown?.harmLimit ?? 2 / rollout.policy.alpha;
  const safeLimit = shown?.safeLimit ?? 1 / rollout.policy.alpha;
  const what = guardrailWords[chosen].toLowerCase();
  const nothing = { value: 0, label: '1: no evidence' };
  return (
    <>
      {rollout.guardrails.length > 1 && (
        <ScrollArea type="never" mb="xs">
          <SegmentedControl
            size="xs"
            aria-label="Evidence on"
            value={chosen}
            onChange={(value) => setChosen(value as GuardrailName)}
            data={rollout.guardrails.map(({ name }) => ({ value: name, label: guardrailWords[name] }))}
          />
        </ScrollArea>
      )}
      <Columns min={420}>
        <Section>
          <TimeSeriesChart
            title={`Evidence of harm: ${what}`}
            unit="e-value, logarithmic"
            picture={pictures.harm}
            format={evidenceAt}
            limits={[
              { value: logOf(harmLimit), label: `rolls back at ${formatNumber(harmLimit)}`, bad: true },
              nothing,
            ]}
            sync={SYNC}
          />
        </Section>
        <Section>
          <TimeSeriesChart
            title={`Evidence of safety: ${what}`}
            unit="e-value, logarithmic"
            picture={pictures.safe}
            format={evidenceAt}
            limits={[{ value: logOf(safeLimit), label: `shown safe at ${formatNumber(safeLimit)}` }, nothing]}
            sync={SYNC}
          />
        </Section>
        <Section>
          <TimeSeriesChart
            title="Error rate since the start"
            unit="with its 95 % interval"
            picture={pictures.rates}
            format={(share) => formatPercent(share)}
            sync={SYNC}
          />
        </Section>
        <Section>
          <TimeSeriesChart
            title={`Share of v${rollout.toVersion}`}
            unit="wanted and seen"
            picture={pictures.weights}
            format={(bp) => formatWeight(bp)}
            sync={SYNC}
          />
        </Section>
      </Columns>
    </>
  );
}
