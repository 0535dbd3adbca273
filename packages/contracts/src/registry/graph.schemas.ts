import { z } from 'zod';

/** GraphTensor is a tensor at an operator: `float32[N, 3]`; `weights` and `constant` come from the file, not from another operator. */
export const GraphTensor = z.object({
  name: z.string(),
  type: z.string().nullable(),
  kind: z.enum(['tensor', 'weights', 'constant']),
});
export type GraphTensor = z.infer<typeof GraphTensor>;

/**
 * GraphBox is one box of the drawing. An operator has its attributes and tensors; a group stands for many operators and is entered
 * by `into`, as are the graphs inside an operator (the branches of an If).
 */
export const GraphBox = z.object({
  id: z.string(),
  kind: z.enum(['operator', 'group', 'input', 'output']),
  label: z.string(),
  name: z.string(),
  x: z.number().describe('of its centre'),
  y: z.number().describe('of its centre'),
  width: z.number(),
  height: z.number(),
  operators: z.number().int(),
  into: z.array(z.object({ label: z.string(), at: z.string() })),
  attributes: z.array(z.object({ name: z.string(), value: z.string() })),
  inputs: z.array(GraphTensor),
  outputs: z.array(GraphTensor),
});
export type GraphBox = z.infer<typeof GraphBox>;

/** GraphLine is the tensors that run from one box to another, along points from top to bottom. */
export const GraphLine = z.object({
  from: z.string(),
  to: z.string(),
  tensors: z.array(z.string()).describe('at most 5 of them'),
  points: z.array(z.tuple([z.number(), z.number()])),
});
export type GraphLine = z.infer<typeof GraphLine>;

/** ModelGraph is one level of a model's graph, laid out: at most a few hundred boxes, however many operators the model has. */
export const ModelGraph = z.object({
  operators: z.number().int().describe('in the whole model'),
  at: z.string().describe('the level that is drawn; empty for the outermost'),
  trail: z.array(z.object({ label: z.string(), at: z.string() })).describe('from the outermost level to this one'),
  width: z.number(),
  height: z.number(),
  boxes: z.array(GraphBox),
  lines: z.array(GraphLine),
});
export type ModelGraph = z.infer<typeof ModelGraph>;

/** GraphMatch is an operator that was searched for: the level on which it is drawn, and its box there. */
export const GraphMatch = z.object({
  id: z.string(),
  at: z.string(),
  label: z.string(),
  name: z.string(),
  where: z.string(),
});
export type GraphMatch = z.infer<typeof GraphMatch>;

/** FileDescription is what the first bytes of a stored file say that it is; nothing of ours ever opens it. */
export const FileDescription = z.object({
  path: z.string(),
  kind: z.string(),
  note: z.string(),
});
export type FileDescription = z.infer<typeof FileDescription>;
