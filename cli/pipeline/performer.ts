/** An agent in a thread of its own that plays an episode whenever it is asked to: scenario, model and sessions are loaded once. */
import { StateError } from "../../sim/index.ts";
import { startEngine } from "./engine.ts";
import type { EngineMessage, PerformedEpisode, PerformTask } from "./engine-messages.ts";

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
  let played: (episode: PerformedEpisode) => void = () => undefined;
  const engine = startEngine(
    { kind: "perform", ...task },
    (message) => {
      if (message.kind === "performed") played(message.episode);
      else onMessage(message);
    },
    signal,
  );
  // A thread that fails between two episodes is reported by the next call.
  engine.ended.catch(() => undefined);
  return {
    play: (seed, episode) => {
      const arrival = new Promise<PerformedEpisode>((resolve) => {
        played = resolve;
      });
      engine.order({ kind: "play", seed, episode });
      const tooEarly = engine.ended.then((): never => {
        throw new StateError(`performer: must play the episode of seed ${seed}, its thread has ended`);
      });
      return Promise.race([arrival, tooEarly]);
    },
    close: async () => {
      engine.order({ kind: "close" });
      await engine.ended;
    },
  };
}
