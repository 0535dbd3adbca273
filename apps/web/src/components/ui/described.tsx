import { ActionIcon, Badge, Group, TagsInput, Text, Textarea } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { middleCut } from '../../lib/format.js';
import { useDenied } from '../../lib/session.js';
import { tagLines, tagsOf } from '../../lib/tag-lines.js';
import { useDialog } from '../../lib/use-dialog.js';
import { DialogForm } from './dialog-form.js';

/** Words are what people say about a thing. */
export interface Words {
  description: string;
  tags: Readonly<Record<string, string>>;
}

/** DescribedProps: `name` is the thing as the dialog calls it; `save` writes what changed and tells when it is done. */
export interface DescribedProps extends Words {
  name: string;
  save: (changed: { description?: string; tags?: Record<string, string> }, onDone: () => void) => void;
  busy: boolean;
  error: unknown;
}

/** Described shows what people say about a thing, its description and tags, and the way to change it. */
export function Described(props: DescribedProps): ReactNode {
  const { description, tags } = props;
  const dialog = useDialog('describe');
  const denied = useDenied('write');
  return (
    <Group gap="xs" mb="md">
      <Text size="sm" c={description === '' ? 'dimmed' : undefined} style={{ overflowWrap: 'anywhere' }}>
        {description === '' ? 'No description yet' : description}
      </Text>
      {tagLines(tags).map((tag) => (
        <Badge key={tag} variant="default" size="sm" tt="none" fw={400} maw={320} title={middleCut(tag, 500)}>
          {middleCut(tag, 60)}
        </Badge>
      ))}
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label="Change description and tags"
        title={denied ?? undefined}
        disabled={denied !== null}
        onClick={dialog.open}
      >
        <IconPencil size={14} />
      </ActionIcon>
      {dialog.opened && <DescribeDialog {...props} onClose={dialog.close} />}
    </Group>
  );
}

function DescribeDialog({
  name,
  save,
  busy,
  error,
  onClose,
  ...before
}: DescribedProps & { onClose: () => void }): ReactNode {
  const [description, setDescription] = useState(before.description);
  const linesBefore = tagLines(before.tags);
  const [lines, setLines] = useState(linesBefore);
  const areSame = lines.length === linesBefore.length && lines.every((line, index) => line === linesBefore[index]);
  return (
    <DialogForm
      opened
      title={`Describe ${name}`}
      submitLabel="Save description"
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={() =>
        save(
          { ...(description !== before.description && { description }), ...(!areSame && { tags: tagsOf(lines) }) },
          onClose,
        )
      }
    >
      <Textarea
        label="Description"
        autosize
        minRows={3}
        maxRows={14}
        maxLength={5000}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        data-autofocus
      />
      <TagsInput label="Tags" description="name=value, then Enter" splitChars={[]} value={lines} onChange={setLines} />
    </DialogForm>
  );
}
