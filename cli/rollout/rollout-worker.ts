/** A thread that runs episodes of a rollout, one for each seed that it is told. */
import { on } from "node:events";
import { parentPort } from "node:worker_threads";
import type { Episode } from "../../sim/core/episode.ts";
import { StateError } from "../../sim/core/errors.ts";
import { describeError, type ThreadError } from "../../sim/index.ts";
import { threadData } from "../threads/spawn-entry.ts";
import { type RollOptions, rollEpisodes } from "./roll-episodes.ts";

/** What became of the seed that was told first among those not answered yet. Nothing follows a failure. */
export type RolloutMessage =
  | { readonly kind: "episode"; readonly episode: Episode }
  | { readonly kind: "failed"; readonly error: ThreadError };

const port = parentPort;
if (port === null) throw new StateError("rollout worker: must run as a worker thread, runs as the main one");

function tell(message: RolloutMessage): void {
  port?.postMessage(message);
}

// Before anything is awaited: the first seeds may be here already.
const messages = on(port, "message");

async function* seeds(): AsyncGenerator<number, void> {
  for await (const [seed] of messages) yield seed as number;
}

try {
  for await (const episode of rollEpisodes(threadData<RollOptions>(), seeds())) {
    // A copy: once a thread has given away a buffer, V8 checks for it at every access, and a robot's step takes 25 % longer.
    tell({ kind: "episode", episode });
  }
} catch (error) {
  tell({ kind: "failed", error: describeError(error) });
}
port.close();
