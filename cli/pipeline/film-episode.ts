/** Runs an episode and films it: poses of the true bodies, and as a ghost what the model predicted for the same moments. */
import { type EpisodeOutcome, runEpisode, type SearchStatistics } from "../../agents/index.ts";
import { type Agent, type Env, hasGhost, type Scenario } from "../../sim/index.ts";
import { type Dreamer, GHOST_DECISIONS, ghostTracer } from "./ghost-tracer.ts";
import type { Footage } from "./reporter.ts";

export interface FilmOptions {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly source: string;
  readonly episode: number;
  /** The model whose predictions are drawn. */
  readonly model?: Dreamer | undefined;
  /** What the agent's last search found, where it searches. */
  readonly lastSearch?: () => SearchStatistics | null;
  readonly record?: { readonly scenarioHash: string };
  readonly signal?: AbortSignal | undefined;
  readonly onFootage: (footage: Footage) => void;
}

const POSE = 7;

export async function filmEpisode(env: Env, agent: Agent, options: FilmOptions): Promise<EpisodeOutcome> {
  const { scenario, source, episode, model, lastSearch, onFootage } = options;
  // Known once the episode has begun.
  let bodies = 0;
  const ghost =
    model && model.model.config.modality === "state" && hasGhost(scenario) && model.actionRepeat === agent.actionRepeat
      ? ghostTracer(scenario, model)
      : undefined;
  let poses: Float32Array[] = [];
  let rewards: number[] = [];
  let captions: string[] = [];
  let searches: (SearchStatistics | null)[] = [];
  let firstStep = 0;
  let decisions = 0;

  const cut = async (last: boolean): Promise<void> => {
    const count = rewards.length;
    const all = new Float32Array(count * bodies * POSE);
    for (const [index, frame] of poses.entries()) all.set(frame, index * bodies * POSE);
    const prediction = await ghost?.predict(count, bodies);
    onFootage({
      source,
      episode,
      firstStep,
      ...(firstStep === 0 && env.scene !== scenario.scene ? { scene: env.scene } : {}),
      captions,
      searches,
      poses: all,
      rewards: Float32Array.from(rewards),
      last,
      ...(prediction ? { ghost: prediction } : {}),
    });
    firstStep += count;
    poses = [];
    rewards = [];
    captions = [];
    searches = [];
  };

  const filmed: Agent = {
    name: agent.name,
    actionRepeat: agent.actionRepeat,
    begin: async (moment, seed) => {
      bodies = env.scene.bodies.length;
      await ghost?.begin(moment);
      await agent.begin(moment, seed);
    },
    act: async (moment) => {
      if (decisions > 0 && decisions % GHOST_DECISIONS === 0) await cut(false);
      decisions += 1;
      await ghost?.arrive(moment);
      const action = await agent.act(moment);
      ghost?.act(action);
      return action;
    },
    dispose: () => agent.dispose(),
  };
  const outcome = await runEpisode(env, filmed, {
    seed: options.seed,
    ...(options.record ? { record: options.record } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
    onStep: (world, result) => {
      const frame = new Float32Array(bodies * POSE);
      world.posesInto(frame);
      poses.push(frame);
      rewards.push(result.reward);
      captions.push(world.caption());
      searches.push(lastSearch?.() ?? null);
    },
  });
  await cut(true);
  return outcome;
}
