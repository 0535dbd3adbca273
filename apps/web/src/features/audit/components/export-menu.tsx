import { auditEndpoints, type LoggedEvent } from '@slipway/contracts';
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { call } from '../../../lib/api.js';
import { downloadText } from '../../../lib/download.js';
import { countOf } from '../../../lib/format.js';
import { notifyFailure, notifySuccess } from '../../../lib/queries.js';
import { auditCsv, auditJsonLines } from '../prepare/audit-export.js';

const PAGE = 500;
const MOST = 10_000;

/** AuditFilter is what the page shows of the log. */
export interface AuditFilter {
  q?: string;
  kind?: string;
}

/** ExportMenu takes the entries of the current filter along, at most 10,000, newest first. */
export function ExportMenu({ filter }: { filter: AuditFilter }): ReactNode {
  const [busy, setBusy] = useState(false);
  const save = async (ending: 'jsonl' | 'csv'): Promise<void> => {
    setBusy(true);
    try {
      const events = await readAll(filter);
      const [type, text] =
        ending === 'csv' ? ['text/csv', auditCsv(events)] : ['application/jsonl', auditJsonLines(events)];
      downloadText(`slipway-audit.${ending}`, type, text);
      notifySuccess(`${countOf(events.length, 'entry', 'entries')} exported`);
    } catch (error) {
      notifyFailure(error as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<IconDownload size={15} aria-hidden />}>
          Export log
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save('jsonl')}>JSON, one entry a line</Menu.Item>
        <Menu.Item onClick={() => void save('csv')}>CSV for a spreadsheet</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function readAll(filter: AuditFilter): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await call(auditEndpoints.listAudit, {
      query: { limit: PAGE, ...filter, ...(cursor !== undefined && { cursor }) },
    });
    events.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && events.length < MOST);
  return events;
}
