/** Collects an episode step by step. */
import type { Env, ResetResult, StepResult } from "../core/env.ts";
import type { Episode, EpisodeHeader } from "../core/episode.ts";
import { StateError } from "../core/errors.ts";
import { type BoxSpace, type Observation, spaceSize } from "../core/space.ts";
import { SCALAR } from "./scalar-space.ts";

/** Records one episode after another. */
export interface EpisodeRecorder {
  /** Starts an episode with what `env.reset` returned; an unfinished one is dropped. */
  begin(reset: ResetResult, header: EpisodeHeader): void;
  /** Adds one control step: the action [A] that was taken and what `env.step` returned. */
  record(action: ArrayLike<number>, result: StepResult): void;
  /** The episode so far, as copies. A StateError when none was begun. */
  finish(): Episode;
}

/** A recorder for episodes of `env`; its buffers grow by doubling and are reused. */
export function createEpisodeRecorder(env: Pick<Env, "observationSpace" | "actionSpace">): EpisodeRecorder {
  const { observationSpace, actionSpace } = env;
  const modalities = Object.entries(observationSpace).map(([name, space]) => ({ name, column: growingColumn(space) }));
  const actions = growingColumn({ ...actionSpace, dtype: "float32" });
  const rewards = growingColumn(SCALAR);
  let header: EpisodeHeader | null = null;
  let steps = 0;
  let last = { terminated: false, truncated: false };

  function observe(observation: Observation, where: string): void {
    for (const { name, column } of modalities) {
      const values = observation[name];
      if (values === undefined) throw new StateError(`${where}: observation must have ${name}, got none`);
      column.push(values);
    }
  }

  return {
    begin(reset, newHeader) {
      for (const { column } of modalities) column.clear();
      actions.clear();
      rewards.clear();
      steps = 0;
      last = { terminated: false, truncated: false };
      header = newHeader;
      observe(reset.observation, "episodeRecorder.begin");
    },
    record(action, result) {
      if (header === null) throw new StateError("episodeRecorder.record: begin must come first, no episode was begun");
      actions.push(action);
      rewards.push([result.reward]);
      observe(result.observation, "episodeRecorder.record");
      steps += 1;
      last = { terminated: result.terminated, truncated: result.truncated };
    },
    finish() {
      if (header === null) throw new StateError("episodeRecorder.finish: begin must come first, no episode was begun");
      const { scenario, scenarioHash, seed, agent, options } = header;
      header = null;
      return {
        scenario,
        scenarioHash,
        seed,
        agent,
        ...(options === undefined || Object.keys(options).length === 0 ? {} : { options }),
        steps,
        observationSpace,
        actionSpace,
        observations: Object.fromEntries(modalities.map(({ name, column }) => [name, column.copy()])),
        actions: actions.copy() as Float32Array,
        rewards: rewards.copy() as Float32Array,
        ...last,
      };
    },
  };
}

interface GrowingColumn {
  push(row: ArrayLike<number>): void;
  clear(): void;
  copy(): Float32Array | Uint8Array;
}

function growingColumn(space: BoxSpace): GrowingColumn {
  const size = spaceSize(space);
  const allocate = (length: number): Float32Array | Uint8Array =>
    space.dtype === "float32" ? new Float32Array(length) : new Uint8Array(length);
  let values = allocate(size * 64);
  let used = 0;
  return {
    push(row) {
      if (row.length !== size)
        throw new StateError(`episodeRecorder: a row must have ${size} values, got ${row.length}`);
      if (used + size > values.length) {
        const wider = allocate(values.length * 2);
        wider.set(values);
        values = wider;
      }
      values.set(row, used);
      used += size;
    },
    clear() {
      used = 0;
    },
    copy: () => values.slice(0, used),
  };
}
