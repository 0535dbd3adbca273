import { errorRegistry, type ErrorCode, type ModelFacts, type VersionSchema } from '@slipway/contracts';
import { InferenceError, inspectModel } from '@slipway/inference';
import { SlipwayError } from '../kernel/errors.js';

const LIMIT_MS = 60_000;

/** DescribedModel is what is known of a version's inputs and outputs; `facts` only of a file that was read and tried. */
export interface DescribedModel {
  facts: ModelFacts | null;
  schema: VersionSchema;
}

/** InspectedModel is what a model file says of itself, and how its trial run went. */
export interface InspectedModel extends DescribedModel {
  facts: ModelFacts;
}

/**
 * readModelFile reads facts and schema from an ONNX file and tries it, in a child process that may die of it. A file that cannot be
 * served is refused with the reason (`not_onnx`, `external_data_refused`, `model_crashed` ...).
 */
export async function readModelFile(path: string, declared: unknown): Promise<InspectedModel> {
  try {
    const { facts, schema, warmup } = await inspectModel(path, {
      timeoutMs: LIMIT_MS,
      ...(declared !== undefined && { declared }),
    });
    return {
      facts: {
        opset: facts.opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? null,
        irVersion: facts.irVersion,
        producer: [facts.producer.name, facts.producer.version].filter((part) => part !== '').join(' ') || null,
        nodeCount: facts.nodeCount,
        parameterCount: facts.parameterCount,
        parameterBytes: facts.parameterBytes,
        initialisers: { ...facts.initialisers },
        opsets: facts.opsets.map((opset) => ({ ...opset })),
        metadata: shortTexts(facts.metadata),
        operators: { ...facts.operators },
        customDomains: [...facts.customDomains],
        loadMs: warmup.loadMs,
        runMs: warmup.runMs,
        memoryBytes: warmup.memoryBytes,
        warmUpError: warmup.error,
      },
      schema: structuredClone(schema) as VersionSchema,
    };
  } catch (error) {
    throw refusedModel(error);
  }
}

/** refusedModel turns what packages/inference refuses into the refusal that callers see; other errors stay as they are. */
export function refusedModel(error: unknown): unknown {
  if (!(error instanceof InferenceError)) return error;
  const errors = error.errors ? [...error.errors] : [{ path: 'files', message: error.message }];
  return new SlipwayError(refusalOf(error.code), error.message, errors);
}

/** Metadata may hold whole vocabularies: the file keeps them, a version shows their beginning. */
const shortTexts = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts)
      .slice(0, 100)
      .map(([key, text]) => [key.slice(0, 250), text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text]),
  );

function refusalOf(code: string): ErrorCode {
  if (code === 'invalid_schema') return 'schema_mismatch';
  if (code === 'unsupported_input') return 'unsupported_output';
  if (code === 'model_out_of_memory') return 'model_crashed';
  return code in errorRegistry ? (code as ErrorCode) : 'model_not_loadable';
}
