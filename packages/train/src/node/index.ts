/**
 * What training needs of Node: atomic files and a store of checkpoints.
 *
 * @module
 */
export type { CheckpointManifest, FileRecord } from './CheckpointManifest.ts'
export { openCheckpointStore, showRejected, showStoreError } from './CheckpointStore.ts'
export type {
  Checkpoint,
  CheckpointStore,
  Loaded,
  Rejected,
  StoreError,
  StoreOptions,
} from './CheckpointStore.ts'
export { showFileError } from './FileError.ts'
export type { FileError } from './FileError.ts'
export { probeWritable, writeFileAtomic } from './files.ts'
