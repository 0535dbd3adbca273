import { overviewEndpoints, type SavedView, type ViewPage } from '@slipway/contracts';
import { Button, Checkbox, Menu, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useAct, useCall } from '../../lib/queries.js';
import { useDenied } from '../../lib/session.js';
import { viewAddress, viewQuery } from '../../lib/view-query.js';
import { ConfirmAct } from './confirm-act.js';
import { DialogForm } from './dialog-form.js';

/** ViewsMenu goes to saved views of a list page, saves what the page shows now, and forgets views. */
export function ViewsMenu({ page }: { page: ViewPage }): ReactNode {
  const navigate = useNavigate();
  const query = viewQuery(useLocation().search);
  const views = useCall(overviewEndpoints.listViews, { query: { page } });
  const forget = useAct(overviewEndpoints.deleteView, { success: 'The view is deleted' });
  const notAdmin = useDenied('admin');
  const [saving, setSaving] = useState(false);
  const [leaving, setLeaving] = useState<SavedView | null>(null);
  const items = views.data?.items ?? [];
  const removable = items.filter(({ mine }) => mine || notAdmin === null);
  const group = (label: string, shown: readonly SavedView[]): ReactNode =>
    shown.length > 0 && (
      <>
        <Menu.Label>{label}</Menu.Label>
        {shown.map((view) => (
          <Menu.Item
            key={`${view.name} ${view.mine}`}
            aria-current={view.query === query || undefined}
            fw={view.query === query ? 600 : undefined}
            onClick={() => void navigate(viewAddress(view))}
          >
            {view.name}
            {!view.mine && (
              <Text span size="xs" c="dimmed" ml={6}>
                by {view.savedBy}
              </Text>
            )}
          </Menu.Item>
        ))}
      </>
    );
  return (
    <>
      <Menu position="bottom-end" withinPortal={false} floatingStrategy="fixed" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconBookmark size={14} aria-hidden />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
          {group(
            'Your views',
            items.filter(({ mine, shared }) => mine && !shared),
          )}
          {group(
            'Shared',
            items.filter(({ shared }) => shared),
          )}
          {items.length === 0 && <Menu.Label>{views.isPending ? 'Loading…' : emptyWords(views.error)}</Menu.Label>}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setSaving(true)}>
            Save this view…
          </Menu.Item>
          {removable.map((view) => (
            <Menu.Item
              key={`${view.name} ${view.mine}`}
              c="var(--slip-bad)"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => setLeaving(view)}
            >
              Delete {view.name}…
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {saving && <SaveViewDialog page={page} query={query} views={items} onClose={() => setSaving(false)} />}
      {leaving !== null && (
        <ConfirmAct
          act={{
            label: 'Delete view',
            danger: true,
            confirm: { kind: 'dialog', effect: effectOf(leaving) },
            call: () =>
              forget.mutateAsync({
                params: { name: leaving.name },
                query: { page, shared: String(leaving.shared) },
              }),
          }}
          onClose={() => setLeaving(null)}
        />
      )}
    </>
  );
}

const emptyWords = (error: Error | null): string =>
  error === null ? 'Save a filter here to find it again' : `The views cannot be shown: ${error.message}`;

const effectOf = ({ name, shared }: SavedView): string =>
  shared ? `${name} goes from this menu for everybody in the workspace.` : `${name} goes from this menu.`;

interface SaveViewProps {
  page: ViewPage;
  query: string;
  views: readonly SavedView[];
  onClose: () => void;
}

function SaveViewDialog({ page, query, views, onClose }: SaveViewProps): ReactNode {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<boolean | null>(null);
  const denied = useDenied('write');
  const save = useAct(overviewEndpoints.saveView, {
    success: ({ name: saved }) => `The view ${saved} is saved`,
    onDone: onClose,
  });
  const given = name.trim();
  const known = views.find((view) => view.name === given);
  const shared = chosen ?? known?.shared ?? false;
  return (
    <DialogForm
      opened
      title="Save view"
      submitLabel="Save view"
      busy={save.isPending}
      disabled={given === ''}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate({ params: { name: given }, body: { page, query, shared } })}
    >
      <TextInput
        label="Name"
        description={
          known !== undefined
            ? `${given} is there already and becomes what the page shows now`
            : 'Keeps the filter and order of this page'
        }
        required
        maxLength={63}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox
        label="Share with everybody in the workspace"
        description={denied ?? undefined}
        disabled={denied !== null}
        checked={shared}
        onChange={(event) => setChosen(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
