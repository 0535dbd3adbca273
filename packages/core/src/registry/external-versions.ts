import { Readable } from 'node:stream';
import { ExternalTarget, type ModelVersion, type NewExternalVersion, type VersionSchema } from '@slipway/contracts';
import { isDatatype, schemaFromModel, takesColumns, type OnnxFacts, type TensorSpec } from '@slipway/inference';
import type { ArtifactsService } from '../artifacts/index.js';
import type { Actor } from '../kernel/actor.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { checkOutbound } from '../kernel/outbound.js';
import { refusedModel } from './read-model-file.js';
import type { RegistryBase } from './registry-base.js';
import type { Versions } from './versions.js';

/** Protocols that send rows by feature, and so need inputs that are columns. */
const BY_ROWS: ReadonlySet<ExternalTarget['protocol']> = new Set(['json', 'sagemaker', 'vertex']);

/** ExternalVersions registers endpoints of others: a version whose only file describes the target, so that it is as immutable as a model. */
export class ExternalVersions {
  constructor(
    private readonly base: RegistryBase,
    private readonly deps: { artifacts: ArtifactsService; versions: Versions },
  ) {}

  /**
   * register makes the next version of a model from a target. Its address must be one that may be called (`outbound_refused`), and its columns
   * are known (`schema_mismatch` when neither the request nor another version says them).
   */
  async register(
    actor: Actor,
    { params, body }: { params: { name: string }; body: NewExternalVersion },
  ): Promise<ModelVersion> {
    const { target, description, tags } = body;
    const { url } = await checkOutbound(target.url, this.base.kit.settings.allowOutbound);
    requireFittingAuth(target);
    const schema = await this.schemaFor(actor, params.name, body);
    if (BY_ROWS.has(target.protocol) && !(schema.inputs as TensorSpec[]).every(takesColumns))
      throw mismatch(`The protocol ${target.protocol} sends rows, but an input of this schema has no columns.`);
    const { digest, sizeBytes } = await this.deps.artifacts.store(Readable.from([Buffer.from(JSON.stringify(target))]));
    return this.deps.versions.register(actor, await this.deps.versions.ensureModel(actor, params.name), {
      framework: 'external',
      files: [{ path: 'target.json', digest, sizeBytes }],
      described: { schema, facts: null },
      target,
      metrics: {},
      params: {},
      tags,
      lineage: {},
      description,
      source: `${url.origin}${url.pathname}`,
    });
  }

  /** target returns what a version calls; `not_found` for one that is no endpoint of others. */
  async target(actor: Actor, { params }: { params: { name: string; version: number } }): Promise<ExternalTarget> {
    const { target } = await this.base.requireVersion(actor, params.name, params.version);
    if (target === null) throw notFound('target of', `${params.name} v${params.version}`);
    return ExternalTarget.parse(target);
  }

  private async schemaFor(
    actor: Actor,
    name: string,
    { schema, schemaOf }: NewExternalVersion,
  ): Promise<VersionSchema> {
    if (schema !== undefined) return checkedSchema(schema);
    const model = await this.base.reads.model(actor.workspaceId, name);
    const number = schemaOf ?? model?.latestVersion ?? null;
    if (number === null) throw mismatch(`${name} has no version yet: say the columns with "schema".`);
    const { schema: known } = await this.base.requireVersion(actor, name, number);
    if (known === null) throw mismatch(`v${number} of ${name} has no columns: say them with "schema" or "schemaOf".`);
    return known;
  }
}

/** checkedSchema holds a given schema against its own tensors, as one beside an ONNX file is held against the file. */
function checkedSchema({ inputs, tensorOutputs, ...declared }: VersionSchema): VersionSchema {
  const unknown = [...inputs, ...tensorOutputs].find(({ datatype }) => !isDatatype(datatype));
  if (unknown !== undefined || inputs.length === 0 || tensorOutputs.length === 0)
    throw mismatch(
      unknown === undefined
        ? 'A schema has at least one input and one output.'
        : `${unknown.name}: ${unknown.datatype.slice(0, 50)} is no datatype of the Open Inference Protocol.`,
    );
  try {
    const tensors = { inputs, outputs: tensorOutputs, metadata: {} } as unknown as OnnxFacts;
    return structuredClone(schemaFromModel(tensors, declared)) as VersionSchema;
  } catch (error) {
    throw refusedModel(error);
  }
}

function requireFittingAuth({ protocol, auth, url }: ExternalTarget): void {
  if (protocol === 'sagemaker' && auth.kind !== 'aws')
    throw invalid('auth.kind', 'SageMaker takes requests that are signed: kind aws');
  if (protocol === 'vertex' && auth.kind !== 'google' && auth.kind !== 'bearer')
    throw invalid('auth.kind', 'Vertex AI takes a token: kind google or bearer');
  if (auth.kind === 'aws' && URL.parse(url)?.search !== '') throw invalid('url', 'a signed address has no query');
}

const invalid = (path: string, message: string): SlipwayError =>
  new SlipwayError('invalid_request', `This target cannot be asked: ${message}.`, [
    { path: `target.${path}`, message },
  ]);

const mismatch = (text: string): SlipwayError =>
  new SlipwayError('schema_mismatch', text, [{ path: 'schema', message: 'needed' }]);
