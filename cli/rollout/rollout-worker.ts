/** A thread that runs its share of a rollout's episodes, and waits when the main thread falls behind. */
import { parentPort, workerData } from "node:worker_threads";
import type { Episode } from "../../sim/core/episode.ts";
import { StateError } from "../../sim/core/errors.ts";
import { describeError, type ThreadError } from "../../sim/index.ts";
import { type RollOptions, rollEpisodes } from "./roll-episodes.ts";

export type RolloutMessage =
  | { readonly kind: "episode"; readonly episode: Episode }
  | { readonly kind: "failed"; readonly error: ThreadError };

/** Episodes that may wait for the main thread: memory stays bounded however slow a disk is. */
const MOST_WAITING = 2;

const port = parentPort;
if (port === null) throw new StateError("rollout worker: must run as a worker thread, runs as the main one");

function tell(message: RolloutMessage, moved: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, moved);
}

let waiting = 0;
let resume = (): void => undefined;
// Every message says that one episode was taken.
port.on("message", () => {
  waiting -= 1;
  resume();
});
try {
  for await (const episode of rollEpisodes(workerData as RollOptions)) {
    const columns = [...Object.values(episode.observations), episode.actions, episode.rewards];
    // Episodes move instead of being copied: nothing here looks at them again.
    tell(
      { kind: "episode", episode },
      columns.map(({ buffer }) => buffer as ArrayBuffer),
    );
    waiting += 1;
    while (waiting >= MOST_WAITING) {
      await new Promise<void>((resolve) => {
        resume = resolve;
      });
    }
  }
} catch (error) {
  tell({ kind: "failed", error: describeError(error) });
}
port.close();
