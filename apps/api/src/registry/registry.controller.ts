import { Controller, Inject } from '@nestjs/common';
import { registryEndpoints as api, type ModelVersion } from '@slipway/contracts';
import { notFound, type Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';
import { uploadVersion } from './upload-version.js';
import { downloadFile } from './download-file.js';
import { exportBundle } from './export-bundle.js';

type Api = typeof api;

/** RegistryController: models, versions, aliases. */
@Controller()
export class RegistryController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listModels)
  listModels(@Call() call: CallOf<Api['listModels']>) {
    return this.core.registry.search.listModels(call.actor, call);
  }

  @Operation(api.createModel)
  createModel(@Call() call: CallOf<Api['createModel']>) {
    return this.core.registry.models.create(call.actor, call);
  }

  @Operation(api.getModel)
  getModel(@Call() call: CallOf<Api['getModel']>) {
    return this.core.registry.getModel(call.actor, call);
  }

  @Operation(api.updateModel)
  updateModel(@Call() call: CallOf<Api['updateModel']>) {
    return this.core.registry.models.update(call.actor, call);
  }

  @Operation(api.renameModel)
  renameModel(@Call() call: CallOf<Api['renameModel']>) {
    return this.core.registry.models.rename(call.actor, call);
  }

  @Operation(api.deleteModel)
  deleteModel(@Call() call: CallOf<Api['deleteModel']>) {
    return this.core.registry.models.remove(call.actor, call);
  }

  @Operation(api.listVersions)
  listVersions(@Call() call: CallOf<Api['listVersions']>) {
    return this.core.registry.search.listVersions(call.actor, call);
  }

  @Operation(api.createVersion)
  createVersion(@Call() call: CallOf<Api['createVersion']>) {
    return this.core.registry.versions.create(call.actor, call);
  }

  @Operation(api.uploadVersion)
  uploadVersion(@Call() call: CallOf<Api['uploadVersion']>) {
    return uploadVersion(this.core, call);
  }

  @Operation(api.registerVersion)
  registerVersion(@Call() call: CallOf<Api['registerVersion']>) {
    return this.core.registry.fromSource.create(call.actor, call);
  }

  @Operation(api.registerExternalVersion)
  registerExternalVersion(@Call() call: CallOf<Api['registerExternalVersion']>) {
    return this.core.registry.external.register(call.actor, call);
  }

  @Operation(api.getExternalTarget)
  getExternalTarget(@Call() call: CallOf<Api['getExternalTarget']>) {
    return this.core.registry.external.target(call.actor, call);
  }

  @Operation(api.getVersion)
  getVersion(@Call() call: CallOf<Api['getVersion']>): Promise<ModelVersion> {
    return this.core.registry.requireVersion(call.actor, call.params.name, call.params.version);
  }

  @Operation(api.updateVersion)
  updateVersion(@Call() call: CallOf<Api['updateVersion']>) {
    return this.core.registry.versions.update(call.actor, call);
  }

  @Operation(api.deleteVersion)
  deleteVersion(@Call() call: CallOf<Api['deleteVersion']>) {
    return this.core.registry.versions.remove(call.actor, call);
  }

  @Operation(api.undeleteVersion)
  undeleteVersion(@Call() call: CallOf<Api['undeleteVersion']>) {
    return this.core.registry.versions.undelete(call.actor, call);
  }

  @Operation(api.downloadFile)
  downloadFile(@Call() call: CallOf<Api['downloadFile']>) {
    return downloadFile(this.core, call);
  }

  @Operation(api.exportBundle)
  exportBundle(@Call() call: CallOf<Api['exportBundle']>) {
    return exportBundle(this.core, call);
  }

  @Operation(api.setAlias)
  setAlias(@Call() call: CallOf<Api['setAlias']>) {
    return this.core.registry.aliases.set(call.actor, call);
  }

  @Operation(api.deleteAlias)
  async deleteAlias(@Call() call: CallOf<Api['deleteAlias']>) {
    if ((await this.core.registry.aliases.remove(call.actor, call)) === null)
      throw notFound('alias', call.params.alias);
  }
}
