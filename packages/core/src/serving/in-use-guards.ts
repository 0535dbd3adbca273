import type { SecretGuard } from '../access/index.js';
import { SlipwayError } from '../kernel/errors.js';
import type { ModelGuard, VersionGuard } from '../registry/index.js';
import type { ServingRepository } from './serving.repository.js';

/** InUseGuards are the vetoes of leftward domains that serving fills: what the current config of an endpoint needs stays. */
export class InUseGuards {
  constructor(private readonly repository: ServingRepository) {}

  /** refuseDeletingVersion keeps a version that an endpoint's current config holds. */
  readonly refuseDeletingVersion: VersionGuard = async (tx, version) => {
    const [first] = await this.repository.endpointsServing(tx, version.id);
    if (first !== undefined) throw serves(version.version, first.name);
  };

  /** refuseDeletingModel keeps a model of which an endpoint's current config holds a version. */
  readonly refuseDeletingModel: ModelGuard = async (tx, model) => {
    const [first] = await this.repository.endpointsServingModel(tx, model.id);
    if (first !== undefined) throw serves(first.version, first.name);
  };

  /** refuseDeletingSecret keeps a secret with which a served endpoint of others is asked. */
  readonly refuseDeletingSecret: SecretGuard = async (tx, workspaceId, name) => {
    const [first] = await this.repository.endpointsAsking(tx, workspaceId, name);
    if (first !== undefined)
      throw new SlipwayError(
        'in_use',
        `The endpoint ${first.name} asks with the secret ${name}: roll another version out first.`,
      );
  };
}

const serves = (version: number, endpoint: string): SlipwayError =>
  new SlipwayError('in_use', `v${version} serves at the endpoint ${endpoint}: roll another version out first.`);
