/** Public names of the episode store. */
export { checkDataset, type DatasetCheck } from "./check-dataset.ts";
export { type Dataset, type DatasetReaderOptions, openDataset } from "./dataset-reader.ts";
export { type DatasetWriter, type DatasetWriterOptions, openDatasetWriter } from "./dataset-writer.ts";
export { openFile, writeWhole } from "./durable-files.ts";
export { createEpisodeRecorder, type EpisodeRecorder } from "./episode-recorder.ts";
export { type EpisodeRows, type EpisodeRowsOptions, openEpisodeRows } from "./episode-rows.ts";
export { episodesHash } from "./episodes-hash.ts";
export type { DatasetEntry } from "./manifest.ts";
export { type MergeResult, mergeDatasets } from "./merge-datasets.ts";
export { episodeKey } from "./reset-options-json.ts";
export { createRowFile, type RowFile } from "./row-file.ts";
export { StorageError } from "./storage-error.ts";
export { type WindowBatch, type WindowOptions, windowBatches } from "./window-batches.ts";
export type { DatasetHeader } from "./world.ts";
