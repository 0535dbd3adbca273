import { registryEndpoints, type Model } from '@slipway/contracts';
import { Button, Group, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { TagList } from '../../../components/ui/tag-list.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { tagLines, tagsOf } from '../../../lib/tag-lines.js';

/** ModelCard says what the model is for and who owns it, and lets that be changed. */
export function ModelCard({ model }: { model: Model }): ReactNode {
  const denied = useDenied('write');
  const [editing, setEditing] = useState(false);
  return (
    <Columns>
      <Section
        title="What it is for"
        actions={
          !editing && (
            <Button variant="subtle" disabled={denied !== null} onClick={() => setEditing(true)}>
              Edit card
            </Button>
          )
        }
      >
        {editing ? (
          <CardForm model={model} onClose={() => setEditing(false)} />
        ) : (
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {model.description || 'Nobody has described it yet.'}
          </Text>
        )}
      </Section>
      <Section title="Facts">
        <Facts
          items={[
            ['Task', model.task ?? 'unknown until the first version'],
            ['Owner', model.owner],
            ['Tags', <TagList key="tags" tags={model.tags} shown={20} />],
            ['Made', <TimeAgo key="made" at={model.createdAt} />],
            ['Changed', <TimeAgo key="changed" at={model.updatedAt} />],
          ]}
        />
      </Section>
    </Columns>
  );
}

function CardForm({ model, onClose }: { model: Model; onClose: () => void }): ReactNode {
  const [description, setDescription] = useState(model.description);
  const [owner, setOwner] = useState(model.owner);
  const before = tagLines(model.tags);
  const [lines, setLines] = useState(before);
  const tags = lines.join('\n') === before.join('\n') ? {} : { tags: tagsOf(lines) };
  const update = useAct(registryEndpoints.updateModel, { success: 'The card is saved', onDone: onClose });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ params: { name: model.name }, body: { description, owner, ...tags } });
      }}
    >
      <Textarea
        label="Description"
        autosize
        minRows={4}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <TextInput label="Owner" value={owner} onChange={(event) => setOwner(event.currentTarget.value)} />
      <TagsInput label="Tags" description="name=value, then Enter" splitChars={[]} value={lines} onChange={setLines} />
      <Group justify="flex-end" gap="xs" mt="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={update.isPending}>
          Save card
        </Button>
      </Group>
    </form>
  );
}
