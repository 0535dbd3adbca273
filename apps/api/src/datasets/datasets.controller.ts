import { Controller, Inject } from '@nestjs/common';
import { datasetsEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';
import { uploadDatasetVersion } from './upload-dataset-version.js';

type Api = typeof api;

/** DatasetsController: named, digested tables. */
@Controller()
export class DatasetsController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listDatasets)
  listDatasets(@Call() call: CallOf<Api['listDatasets']>) {
    return this.core.datasets.listDatasets(call.actor, call);
  }

  @Operation(api.createDataset)
  createDataset(@Call() call: CallOf<Api['createDataset']>) {
    return this.core.datasets.createDataset(call.actor, call);
  }

  @Operation(api.getDataset)
  getDataset(@Call() call: CallOf<Api['getDataset']>) {
    return this.core.datasets.getDataset(call.actor, call);
  }

  @Operation(api.updateDataset)
  updateDataset(@Call() call: CallOf<Api['updateDataset']>) {
    return this.core.datasets.updateDataset(call.actor, call);
  }

  @Operation(api.deleteDataset)
  deleteDataset(@Call() call: CallOf<Api['deleteDataset']>) {
    return this.core.datasets.deleteDataset(call.actor, call);
  }

  @Operation(api.listDatasetVersions)
  listDatasetVersions(@Call() call: CallOf<Api['listDatasetVersions']>) {
    return this.core.datasets.listDatasetVersions(call.actor, call);
  }

  @Operation(api.uploadDatasetVersion)
  uploadDatasetVersion(@Call() call: CallOf<Api['uploadDatasetVersion']>) {
    return uploadDatasetVersion(this.core, call);
  }

  @Operation(api.createDatasetVersion)
  createDatasetVersion(@Call() call: CallOf<Api['createDatasetVersion']>) {
    return this.core.datasets.createDatasetVersion(call.actor, call);
  }

  @Operation(api.getDatasetVersion)
  getDatasetVersion(@Call() call: CallOf<Api['getDatasetVersion']>) {
    return this.core.datasets.getDatasetVersion(call.actor, call);
  }

  @Operation(api.previewDatasetVersion)
  previewDatasetVersion(@Call() call: CallOf<Api['previewDatasetVersion']>) {
    return this.core.datasets.previewDatasetVersion(call.actor, call);
  }

  @Operation(api.deleteDatasetVersion)
  deleteDatasetVersion(@Call() call: CallOf<Api['deleteDatasetVersion']>) {
    return this.core.datasets.deleteDatasetVersion(call.actor, call);
  }

  @Operation(api.compareDatasetVersions)
  compareDatasetVersions(@Call() call: CallOf<Api['compareDatasetVersions']>) {
    return this.core.datasets.compareDatasetVersions(call.actor, call);
  }

  @Operation(api.listDatasetUses)
  listDatasetUses(@Call() call: CallOf<Api['listDatasetUses']>) {
    return this.core.datasets.listDatasetUses(call.actor, call);
  }
}
