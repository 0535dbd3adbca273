import { InferenceError } from '../inference-error.js';
import type { Tensors, TensorSpec } from '../tensors.js';
import { tensorFromNested } from './nested-tensor.js';
import { jsonOf, refusalOf, servedName, type ReplicaProtocol } from './replica-protocol.js';

const MOST_TOKENS = 256;

/**
 * openaiClient speaks the API of OpenAI as vLLM serves it: a model with one text input. A text output is a completion of at most 256 tokens at
 * temperature 0, one of numbers an embedding; each has one row a text.
 */
export const openaiClient: ReplicaProtocol = {
  readyPath: '/v1/models',
  call(feeds, outputs) {
    const tensors = Object.values(feeds);
    const [texts] = tensors;
    if (tensors.length !== 1 || outputs.length !== 1 || texts?.datatype !== 'BYTES')
      throw new InferenceError(
        'invalid_request',
        400,
        'a server of the OpenAI API takes one input of texts, and has one output',
      );
    const input = texts.data as string[];
    const [path, body] =
      outputs[0]?.datatype !== 'BYTES'
        ? ['/v1/embeddings', { model: servedName, input, encoding_format: 'float' }]
        : ['/v1/completions', { model: servedName, prompt: input, max_tokens: MOST_TOKENS, temperature: 0 }];
    return { path, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
  },
  read(answer, outputs): Tensors {
    if (answer.status !== 200) throw refusalOf(answer);
    const { data, choices } = jsonOf(answer.body) as { data?: Indexed[]; choices?: Indexed[] };
    const [spec] = outputs as [TensorSpec];
    const rows = inOrder(data ?? choices).map(({ embedding, text }) => embedding ?? text);
    const column = spec.shape.length === 2 && !Array.isArray(rows[0]) ? rows.map((row) => [row]) : rows;
    return { [spec.name]: tensorFromNested(spec, column) };
  },
};

interface Indexed {
  index?: number;
  text?: string;
  embedding?: number[];
}

function inOrder(list: Indexed[] | undefined): Indexed[] {
  if (!Array.isArray(list))
    throw new InferenceError('replica_failed', 502, 'the replica gave neither choices nor data');
  return list.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
}
