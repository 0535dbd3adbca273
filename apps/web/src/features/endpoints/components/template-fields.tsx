import { rolloutsEndpoints, type RolloutTemplate } from '@slipway/contracts';
import { ActionIcon, Button, Group, Select, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { onEnter } from '../../../lib/on-enter.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import type { Start } from '../prepare/rollout-form.js';
import { isTypeable, savedBody } from '../prepare/rollout-template.js';

/** TemplateSelect begins a start with a way to roll out that is known to work, or with a saved one, which may be deleted here. */
export function TemplateSelect({
  chosen: name,
  onChoose,
}: {
  chosen: string | null;
  onChoose: (template: RolloutTemplate) => void;
}): ReactNode {
  const templates = useCall(rolloutsEndpoints.listRolloutTemplates, {}).data?.items ?? [];
  const remove = useAct(rolloutsEndpoints.deleteRolloutTemplate, { success: `The template ${name ?? ''} is deleted` });
  const denied = useDenied('write');
  const chosen = templates.find((template) => template.name === name);
  const choices = (isSaved: boolean) =>
    templates
      .filter(({ savedBy }) => (savedBy !== null) === isSaved)
      .map((template) => ({
        value: template.name,
        label: isTypeable(template) ? template.name : `${template.name} (by API only)`,
        disabled: !isTypeable(template),
      }));
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <Select
        label="Template"
        placeholder="None"
        description={chosen?.description}
        inputWrapperOrder={['label', 'input', 'description']}
        data={[
          { group: 'Known to work', items: choices(false) },
          { group: 'Saved', items: choices(true) },
        ].filter(({ items }) => items.length > 0)}
        value={chosen?.name ?? null}
        onChange={(value) => {
          const template = templates.find((one) => one.name === value);
          if (template !== undefined) onChoose(template);
        }}
        allowDeselect={false}
        flex={1}
      />
      {chosen?.savedBy != null && (
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label={`Delete template ${chosen.name}`}
          title={denied ?? `Saved by ${chosen.savedBy}; rollouts that began with it go on`}
          disabled={denied !== null}
          loading={remove.isPending}
          onClick={() => remove.mutate({ params: { name: chosen.name } })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}

/** SaveTemplate keeps what the form says under a name, for the next start: plan, approval, thresholds, policy and webhooks, without rules; which versions it is for is chosen anew. */
export function SaveTemplate({ start, onSaved }: { start: Start; onSaved: (name: string) => void }): ReactNode {
  const [name, setName] = useState<string | null>(null);
  const save = useAct(rolloutsEndpoints.saveRolloutTemplate, {
    success: ({ name: saved }) => `Saved as the template ${saved}`,
    onDone: ({ name: saved }) => {
      setName(null);
      onSaved(saved);
    },
  });
  const denied = useDenied('write');
  if (name === null)
    return (
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={denied !== null}
          title={denied ?? undefined}
          onClick={() => setName('')}
        >
          Save as template
        </Button>
      </Group>
    );
  const isReady = name.trim() !== '' && !save.isPending;
  const saveNow = (): void => save.mutate({ params: { name: name.trim() }, body: savedBody(start) });
  return (
    <Group gap="xs" align="end">
      <TextInput
        label="Name of the template"
        description="of plan, approval, thresholds, policy and webhooks; a name that is saved already gets this one"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        onKeyDown={onEnter(() => isReady && saveNow())}
        maxLength={63}
        flex={1}
        data-autofocus
      />
      <Button variant="default" disabled={name.trim() === ''} loading={save.isPending} onClick={saveNow}>
        Save template
      </Button>
    </Group>
  );
}
