/** Episodes cut into decisions: what the model sees when each action is held for several control steps. */
import { type Episode, SpecError, spaceSize } from "../../sim/core/index.ts";

/** One episode of D decisions. */
export interface DecisionSequence {
  /** D */
  readonly decisions: number;
  /** Observations at the boundaries of decisions. [D+1,O] */
  readonly observations: Float32Array;
  /** [D,A] */
  readonly actions: Float32Array;
  /** Summed over the control steps of each decision. [D] */
  readonly rewards: Float32Array;
  /** Whether the last decision terminated the task. */
  readonly terminated: boolean;
}

/** Cuts an episode; control steps after the last whole decision are left out unless they terminate it. */
export function toDecisions(episode: Episode, actionRepeat: number, modality = "state"): DecisionSequence {
  const space = episode.observationSpace[modality];
  const source = episode.observations[modality];
  if (!space || !(source instanceof Float32Array)) {
    throw new SpecError(
      `toDecisions: episode needs a float32 modality "${modality}", got ${Object.keys(episode.observations).join(", ")}`,
    );
  }
  const [width, actionWidth] = [spaceSize(space), spaceSize(episode.actionSpace)];
  const whole = Math.floor(episode.steps / actionRepeat);
  const decisions = episode.terminated ? Math.ceil(episode.steps / actionRepeat) : whole;
  const observations = new Float32Array((decisions + 1) * width);
  const actions = new Float32Array(decisions * actionWidth);
  const rewards = new Float32Array(decisions);
  for (let decision = 0; decision <= decisions; decision++) {
    const step = Math.min(decision * actionRepeat, episode.steps);
    observations.set(source.subarray(step * width, (step + 1) * width), decision * width);
    if (decision === decisions) break;
    actions.set(episode.actions.subarray(step * actionWidth, (step + 1) * actionWidth), decision * actionWidth);
    const end = Math.min(step + actionRepeat, episode.steps);
    for (let control = step; control < end; control++)
      rewards[decision] = rewards[decision]! + episode.rewards[control]!;
  }
  return { decisions, observations, actions, rewards, terminated: episode.terminated };
}
