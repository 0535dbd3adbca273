import { cardSections, cardTitles, registryHistoryEndpoints, type CardText, type ModelCard } from '@slipway/contracts';
import { Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Markdown } from '../../../components/ui/markdown.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { cardUpdate } from '../prepare/card-draft.js';
import { CardRevisions } from './card-revisions.js';

/** CardWords is what people wrote about a model: read, edited in Markdown with a preview, and every earlier revision. */
export function CardWords({ model }: { model: string }): ReactNode {
  const card = useCall(registryHistoryEndpoints.getCard, { params: { name: model } });
  const denied = useDenied('write');
  const [editing, setEditing] = useState(false);
  return (
    <>
      <Section
        title="Words about it"
        note="what facts cannot say; in Markdown, part of every version's card"
        actions={
          !editing && (
            <Button
              variant="default"
              disabled={denied !== null}
              title={denied ?? undefined}
              onClick={() => setEditing(true)}
            >
              Edit words
            </Button>
          )
        }
      >
        <Loaded query={card}>
          {(data) =>
            editing ? (
              <CardEditor key={data.revision} card={data} onClose={() => setEditing(false)} />
            ) : (
              <CardSections sections={data.sections} />
            )
          }
        </Loaded>
      </Section>
      {card.data !== undefined && card.data.revision > 0 && <CardRevisions model={model} current={card.data} />}
    </>
  );
}

function CardSections({ sections }: { sections: CardText }): ReactNode {
  return cardSections.map((name) => (
    <div key={name}>
      <Title order={3} mt="xs">
        {cardTitles[name]}
      </Title>
      {sections[name] === undefined ? (
        <Text size="sm" c="dimmed">
          Nothing written yet.
        </Text>
      ) : (
        <Markdown source={sections[name]} topLevel={4} />
      )}
    </div>
  ));
}

function CardEditor({ card, onClose }: { card: ModelCard; onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState<CardText>(card.sections);
  const [why, setWhy] = useState('');
  const [view, setView] = useState<'write' | 'preview'>('write');
  const update = useAct(registryHistoryEndpoints.updateCard, { success: 'The card is saved', onDone: onClose });
  const changes = cardUpdate(card.sections, draft);
  const isSame = Object.keys(changes).length === 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ params: { name: card.model }, body: { sections: changes, ...(why.trim() && { why }) } });
      }}
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Write or preview"
          value={view}
          onChange={(value) => setView(value as 'write' | 'preview')}
          data={[
            { value: 'write', label: 'Write' },
            { value: 'preview', label: 'Preview' },
          ]}
          style={{ alignSelf: 'flex-start' }}
        />
        {view === 'preview' ? (
          <CardSections sections={withoutBlanks(draft)} />
        ) : (
          cardSections.map((name) => (
            <Textarea
              key={name}
              label={cardTitles[name]}
              autosize
              minRows={2}
              maxRows={16}
              maxLength={20_000}
              value={draft[name] ?? ''}
              onChange={({ currentTarget: { value } }) => setDraft((before) => ({ ...before, [name]: value }))}
            />
          ))
        )}
        <TextInput
          label="Why"
          description="Kept with the revision"
          maxLength={1000}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={update.isPending} disabled={isSame}>
            Save words
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const withoutBlanks = (draft: CardText): CardText =>
  Object.fromEntries(Object.entries(draft).filter(([, text]) => text.trim() !== ''));
