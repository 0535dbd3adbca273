import { Controller, Inject } from '@nestjs/common';
import { registryEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';
import { uploadVersion } from './upload-version.js';
import { downloadFile } from './download-file.js';

type Api = typeof api;

/** RegistryController: models, versions, aliases. */
@Controller()
export class RegistryController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listModels)
  listModels(@Call() call: CallOf<Api['listModels']>) {
    return this.core.registry.listModels(call.actor, call);
  }

  @Operation(api.createModel)
  createModel(@Call() call: CallOf<Api['createModel']>) {
    return this.core.registry.createModel(call.actor, call);
  }

  @Operation(api.getModel)
  getModel(@Call() call: CallOf<Api['getModel']>) {
    return this.core.registry.getModel(call.actor, call);
  }

  @Operation(api.updateModel)
  updateModel(@Call() call: CallOf<Api['updateModel']>) {
    return this.core.registry.updateModel(call.actor, call);
  }

  @Operation(api.deleteModel)
  deleteModel(@Call() call: CallOf<Api['deleteModel']>) {
    return this.core.registry.deleteModel(call.actor, call);
  }

  @Operation(api.listVersions)
  listVersions(@Call() call: CallOf<Api['listVersions']>) {
    return this.core.registry.listVersions(call.actor, call);
  }

  @Operation(api.createVersion)
  createVersion(@Call() call: CallOf<Api['createVersion']>) {
    return this.core.registry.createVersion(call.actor, call);
  }

  @Operation(api.uploadVersion)
  uploadVersion(@Call() call: CallOf<Api['uploadVersion']>) {
    return uploadVersion(this.core, call);
  }

  @Operation(api.getVersion)
  getVersion(@Call() call: CallOf<Api['getVersion']>) {
    return this.core.registry.getVersion(call.actor, call);
  }

  @Operation(api.deleteVersion)
  deleteVersion(@Call() call: CallOf<Api['deleteVersion']>) {
    return this.core.registry.deleteVersion(call.actor, call);
  }

  @Operation(api.downloadFile)
  downloadFile(@Call() call: CallOf<Api['downloadFile']>) {
    return downloadFile(this.core, call);
  }

  @Operation(api.setAlias)
  setAlias(@Call() call: CallOf<Api['setAlias']>) {
    return this.core.registry.setAlias(call.actor, call);
  }

  @Operation(api.deleteAlias)
  deleteAlias(@Call() call: CallOf<Api['deleteAlias']>) {
    return this.core.registry.deleteAlias(call.actor, call);
  }
}
