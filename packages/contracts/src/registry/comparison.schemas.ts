import { z } from 'zod';
import { Timestamp } from '../kernel/names.js';
import { Feature } from './registry.schemas.js';

/** Difference is one line of a comparison: what each side has; null is nothing. */
export const Difference = z.object({
  key: z.string(),
  left: z.string().nullable(),
  right: z.string().nullable(),
  same: z.boolean(),
});
export type Difference = z.infer<typeof Difference>;

/** MetricDifference is a metric of two versions, and on which data each was measured (a digest) where that is known; `change` only on the same known data. */
export const MetricDifference = z.object({
  key: z.string(),
  left: z.number().nullable(),
  right: z.number().nullable(),
  change: z.number().nullable(),
  leftDataset: z.string().nullable(),
  rightDataset: z.string().nullable(),
  same: z.boolean(),
});
export type MetricDifference = z.infer<typeof MetricDifference>;

/** SchemaDifference is a column that only one side has, or that the sides see differently. */
export const SchemaDifference = z.object({
  name: z.string(),
  kind: z.enum(['added', 'removed', 'changed', 'same']),
  left: Feature.nullable(),
  right: Feature.nullable(),
});
export type SchemaDifference = z.infer<typeof SchemaDifference>;

/** VersionComparison sets two versions side by side; `same` lines are there too, so that a screen can hide them. */
export const VersionComparison = z.object({
  left: z.object({ model: z.string(), version: z.number().int() }),
  right: z.object({ model: z.string(), version: z.number().int() }),
  facts: z.array(Difference),
  params: z.array(Difference),
  metrics: z.array(MetricDifference),
  tags: z.array(Difference),
  schema: z.array(SchemaDifference),
  outputs: z.array(Difference),
  files: z.array(Difference),
  card: z.array(Difference),
});
export type VersionComparison = z.infer<typeof VersionComparison>;

/** cardSections are what people write in a model's card. */
export const cardSections = ['intendedUse', 'outOfScope', 'limitations', 'bias', 'ethics', 'maintenance'] as const;

/** CardSectionName is one of them. */
export type CardSectionName = (typeof cardSections)[number];

/** cardTitles head the sections, on screen and in the exported file. */
export const cardTitles: Readonly<Record<CardSectionName, string>> = {
  intendedUse: 'Intended use',
  outOfScope: 'Out of scope',
  limitations: 'Limitations',
  bias: 'Bias and fairness',
  ethics: 'Ethical considerations',
  maintenance: 'Maintenance',
};

/** CardText is Markdown by section. */
export const CardText = z.partialRecord(z.enum(cardSections), z.string().max(20_000));
export type CardText = z.infer<typeof CardText>;

/** ModelCard is what people wrote, in its newest revision; revision 0 has nothing yet. */
export const ModelCard = z.object({
  model: z.string(),
  revision: z.number().int(),
  sections: CardText,
  why: z.string().nullable(),
  updatedAt: Timestamp.nullable(),
  updatedBy: z.string().nullable(),
});
export type ModelCard = z.infer<typeof ModelCard>;

/** VersionCard is the whole card of a version: facts read from what is stored, then the words of people. */
export const VersionCard = z.object({
  model: z.string(),
  version: z.number().int(),
  revision: z.number().int(),
  sections: z.array(
    z.object({ id: z.string(), title: z.string(), from: z.enum(['facts', 'people']), markdown: z.string() }),
  ),
  markdown: z.string(),
});
export type VersionCard = z.infer<typeof VersionCard>;

/** LineageLink is one thing that a version came from, or that came from it. */
export const LineageLink = z.object({
  direction: z.enum(['upstream', 'downstream']),
  kind: z.enum([
    'run',
    'logged_model',
    'training_run',
    'dataset',
    'git_commit',
    'version',
    'evaluation',
    'baseline',
    'endpoint',
    'rollout',
    'alert',
  ]),
  id: z.string(),
  label: z.string(),
  relation: z.string(),
  at: Timestamp.nullable(),
});
export type LineageLink = z.infer<typeof LineageLink>;
