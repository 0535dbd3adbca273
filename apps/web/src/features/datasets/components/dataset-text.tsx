import { datasetsEndpoints, type Dataset } from '@slipway/contracts';
import { ActionIcon, Badge, Group, TagsInput, Text, Textarea } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { tagLines, tagsOf } from '../prepare/tag-lines.js';

/** DatasetText is what people say about a dataset, its description and tags, and the way to change it. */
export function DatasetText({ dataset }: { dataset: Dataset }): ReactNode {
  const dialog = useDialog('describe');
  const denied = useDenied('write');
  const tags = tagLines(dataset.tags);
  return (
    <Group gap="xs" mb="md">
      <Text size="sm" c={dataset.description === '' ? 'dimmed' : undefined}>
        {dataset.description === '' ? 'No description yet' : dataset.description}
      </Text>
      {tags.map((tag) => (
        <Badge key={tag} variant="default" size="sm" tt="none" fw={400}>
          {tag}
        </Badge>
      ))}
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label="Change description and tags"
        disabled={denied !== null}
        onClick={dialog.open}
      >
        <IconPencil size={14} />
      </ActionIcon>
      {dialog.opened && <DescribeDialog dataset={dataset} onClose={dialog.close} />}
    </Group>
  );
}

function DescribeDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }): ReactNode {
  const [description, setDescription] = useState(dataset.description);
  const [tags, setTags] = useState(tagLines(dataset.tags));
  const update = useAct(datasetsEndpoints.updateDataset, { success: 'Saved', onDone: onClose });
  return (
    <DialogForm
      opened
      title={`Describe ${dataset.name}`}
      submitLabel="Save"
      busy={update.isPending}
      error={update.error}
      onClose={onClose}
      onSubmit={() => update.mutate({ params: { name: dataset.name }, body: { description, tags: tagsOf(tags) } })}
    >
      <Textarea
        label="Description"
        autosize
        minRows={3}
        maxLength={5000}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        data-autofocus
      />
      <TagsInput label="Tags" description="name=value, then Enter" value={tags} onChange={setTags} />
    </DialogForm>
  );
}
