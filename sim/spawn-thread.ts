/** Starts a worker thread, from sources as well as from compiled code. */
import { type TransferListItem, Worker } from "node:worker_threads";

export interface ThreadEntry {
  /** Path of the thread's module without its extension, relative to the caller's: `./engine-thread`. */
  readonly entry: string;
  /** The caller's own `import.meta.url`: the entry has its extension. */
  readonly from: string;
  /** Structured-cloneable; what the thread finds as its `workerData`. */
  readonly data: unknown;
  /** What of the data moves instead of being copied. */
  readonly transferList?: readonly TransferListItem[];
  /** Whether the caller reads the thread's standard output, instead of sharing its own. */
  readonly stdout?: boolean;
}

export function spawnThread({ entry, from, data, transferList = [], stdout = false }: ThreadEntry): Worker {
  const fromSources = from.endsWith(".ts");
  return new Worker(new URL(`${entry}${fromSources ? ".ts" : ".js"}`, from), {
    workerData: data,
    transferList: [...transferList],
    stdout,
    // Resolved here: a bare name would be looked for below the folder of the process.
    execArgv: fromSources ? ["--import", import.meta.resolve("jiti/register")] : [],
  });
}
