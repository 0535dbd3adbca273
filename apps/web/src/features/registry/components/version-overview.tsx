import type { Evaluation, ModelVersion } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { DataTable } from '../../../components/ui/data-table.js';
import { CopyIcon } from '../../../components/ui/snippet.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatBytes, formatCompact, formatDigest, formatMs, formatNumber, formatRunMs } from '../../../lib/format.js';
import { gateLine } from '../../../lib/gate-lines.js';
import { paths } from '../../../lib/paths.js';
import type { ServingPlace } from '../prepare/serving-places.js';
import { gateColumns } from './gate-columns.js';
import { LineagePanel } from './lineage-panel.js';
import { ServedAt } from './served-at.js';
import { SignatureTable } from './signature-table.js';
import { VersionGates } from './version-gates.js';
import { VersionTarget } from './version-target.js';
import { VersionSigning } from './version-signing.js';
import { VersionWords } from './version-words.js';

/** VersionOverview is what decides about shipping: gates, inputs and outputs, facts, who signed it, lineage. */
export function VersionOverview({
  version,
  places,
  newest,
}: {
  version: ModelVersion;
  places: readonly ServingPlace[];
  newest: Evaluation | undefined;
}): ReactNode {
  return (
    <>
      <VersionWords version={version} />
      <VersionGates version={version} />
      {newest !== undefined && (
        <Section
          title="Newest evaluation"
          note={
            <>
              {newest.dataset} v{newest.datasetVersion}, n {formatNumber(newest.rows)}
            </>
          }
          actions={<Link to={paths.evaluation(newest.id)}>Evaluation</Link>}
          flush
        >
          <DataTable
            label="Gates"
            columns={gateColumns}
            rows={newest.gates}
            rowKey={gateLine}
            empty={
              <Text size="sm" c="dimmed" p="md">
                This evaluation had no gates.
              </Text>
            }
          />
        </Section>
      )}
      <Columns min={420}>
        <Section title="Signature" flush>
          <SignatureTable schema={version.schema} />
        </Section>
        <div>
          <Section title="Facts">
            <FileFacts version={version} places={places} />
          </Section>
          {version.framework === 'external' && <VersionTarget model={version.model} version={version.version} />}
          <VersionSigning version={version} />
        </div>
      </Columns>
      <LineagePanel version={version} />
    </>
  );
}

function FileFacts({ version, places }: { version: ModelVersion; places: readonly ServingPlace[] }): ReactNode {
  const { facts } = version;
  return (
    <Facts
      items={[
        ['Serves at', places.length === 0 ? 'nowhere' : <ServedAt key="at" places={places} />],
        [
          'Format',
          version.framework === 'onnx'
            ? `ONNX${facts?.opset == null ? '' : ` opset ${facts.opset}`}`
            : version.framework === 'external'
              ? 'endpoint of others'
              : version.framework,
        ],
        ['Task', version.schema?.task],
        ['Size', formatBytes(version.sizeBytes)],
        ['Parameters', facts?.parameterCount ? formatCompact(facts.parameterCount) : null],
        ['Memory', facts?.memoryBytes !== undefined && formatBytes(facts.memoryBytes)],
        ['Load, first run', facts && `${formatMs(facts.loadMs)}, ${formatRunMs(facts.runMs)}`],
        ['Made with', facts?.producer],
        [
          'Digest',
          <span key="digest">
            {formatDigest(version.digest)} <CopyIcon text={version.digest} label="Copy digest" />
          </span>,
        ],
        [
          'Registered',
          <span key="registered">
            <TimeAgo at={version.createdAt} /> by {version.createdBy}
          </span>,
        ],
        ['Commit', version.lineage.gitCommit?.slice(0, 12)],
        ['Note', version.statusMessage],
      ]}
    />
  );
}
