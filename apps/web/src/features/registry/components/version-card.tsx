import { registryHistoryEndpoints, type ModelVersion } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Markdown } from '../../../components/ui/markdown.js';
import { addressOf } from '../../../lib/api.js';
import { downloadText } from '../../../lib/download.js';
import { useCall } from '../../../lib/queries.js';

/** VersionCardPanel is the whole card of a version: facts that are read anew, then the words of people; also as Markdown and JSON. */
export function VersionCardPanel({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const params = { name: model, version };
  const card = useCall(registryHistoryEndpoints.getVersionCard, { params });
  return (
    <Section
      title="Model card"
      note="facts of this version, then what people wrote about the model"
      actions={
        <Group gap="xs">
          <Button
            component="a"
            variant="default"
            c="var(--mantine-color-text)"
            leftSection={<IconDownload size={15} aria-hidden />}
            href={addressOf(registryHistoryEndpoints.exportCard, { params })}
            download
          >
            Export Markdown
          </Button>
          <Button
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden />}
            disabled={card.data === undefined}
            onClick={() =>
              downloadText(`${model} v${version} card.json`, 'application/json', JSON.stringify(card.data, null, 2))
            }
          >
            Export JSON
          </Button>
        </Group>
      }
    >
      <Loaded query={card}>{({ markdown }) => <Markdown source={markdown} topLevel={2} />}</Loaded>
    </Section>
  );
}
