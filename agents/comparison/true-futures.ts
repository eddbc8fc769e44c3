/** What the physics does from the starting points: restored from snapshots, stepped under the actions of the episode. */
import type { Env, Episode, Snapshot } from "../../sim/core/index.ts";
import type { DecisionSequence } from "../../worldmodel/index.ts";

export interface FutureRequest {
  readonly env: Env;
  readonly episode: Episode;
  /** The same episode, cut into decisions. */
  readonly sequence: DecisionSequence;
  readonly modality: string;
  readonly actionRepeat: number;
  /** N decisions at which futures begin. */
  readonly starts: readonly number[];
  /** H, in decisions. */
  readonly horizon: number;
}

/**
 * Plays the episode again from its seed, takes a snapshot at every start, and steps on from each. → [N,H,Q]: the observed elements,
 * then the decision's reward; NaN after the task has terminated.
 */
export function trueFutures(request: FutureRequest): Float64Array {
  const { env, sequence, modality, actionRepeat, starts, horizon } = request;
  const width = sequence.observations.length / (sequence.decisions + 1);
  const actionWidth = sequence.actions.length / Math.max(1, sequence.decisions);
  const quantities = width + 1;
  const futures = new Float64Array(starts.length * horizon * quantities).fill(Number.NaN);
  for (const [point, snapshot] of snapshotsAt(request).entries()) {
    env.restore(snapshot);
    let ended = false;
    for (let ahead = 0; ahead < horizon && !ended; ahead++) {
      const decision = starts[point]! + ahead;
      const action = sequence.actions.subarray(decision * actionWidth, (decision + 1) * actionWidth);
      const row = (point * horizon + ahead) * quantities;
      let reward = 0;
      for (let held = 0; held < actionRepeat && !ended; held++) {
        const result = env.step(action);
        // As recorded episodes hold rewards: in float32.
        reward = Math.fround(reward + Math.fround(result.reward));
        ended = result.terminated || result.truncated;
        futures.set(result.observation[modality] ?? [], row);
      }
      futures[row + width] = reward;
    }
  }
  return futures;
}

function snapshotsAt({ env, episode, starts, actionRepeat }: FutureRequest): readonly Snapshot[] {
  const actionWidth = episode.actions.length / Math.max(1, episode.steps);
  const snapshots: Snapshot[] = [];
  env.reset({ seed: episode.seed });
  let step = 0;
  for (const start of starts) {
    for (; step < start * actionRepeat; step++)
      env.step(episode.actions.subarray(step * actionWidth, (step + 1) * actionWidth));
    snapshots.push(env.snapshot());
  }
  return snapshots;
}
