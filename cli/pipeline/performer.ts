/** An agent in a thread of its own that plays an episode whenever it is asked to. */
import type { EngineMessage, PerformedEpisode, PerformTask, PlayOrder } from "./engine-messages.ts";
import { openOrderThread } from "./order-thread.ts";

export interface Performer {
  /** Plays one episode; call it again only when this one has settled. Rejects with the thread's error or the signal's reason. */
  play(seed: number, episode: number): Promise<PerformedEpisode>;
  /** Frees what the thread holds and ends it. Rejects as `play` did. */
  close(): Promise<void>;
}

export function openPerformer(
  task: Omit<PerformTask, "kind">,
  onMessage: (message: EngineMessage) => void,
  signal: AbortSignal,
): Performer {
  const thread = openOrderThread<PlayOrder, PerformedEpisode>(
    { kind: "perform", ...task },
    (message) => (message.kind === "performed" ? message.episode : undefined),
    onMessage,
    signal,
  );
  return { play: (seed, episode) => thread.ask({ kind: "play", seed, episode }), close: thread.close };
}
