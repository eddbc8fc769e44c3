/** Where dreams of the actor begin: what M believes before each decision of training episodes. */
import { StateError } from "../../sim/core/index.ts";
import { inputAt } from "../autodiff/arguments.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import { concat, split } from "../autodiff/layout.ts";
import { input, type Value } from "../autodiff/value.ts";
import type { LstmState } from "../layers/lstm-cell.ts";
import type { RnnOptions } from "../models/mdn-rnn.ts";
import { buildWorldModel, type WorldModel, type WorldModelConfig } from "../models/world-model.ts";
import { type OpenedModel, openModel } from "../runtime/open-model.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { LatentSequence } from "../training/sequence.ts";

export interface StartBeliefs {
  /** S */
  readonly count: number;
  /** Means of the posteriors, which are what M is given where it acts. [S,Z] */
  readonly z: Float32Array;
  /** Of M, or of an ensemble's first member. [S,H] each */
  readonly h: Float32Array;
  readonly c: Float32Array;
}

/** Memory that beliefs may take. Where there are more, those of every second, third … episode are left out. */
const MOST_BYTES = 2 ** 27;

/** Decisions per run of the graph. */
const STRETCH = 32;

/** Follows each episode from an empty memory. A StateError where no episode has a decision. */
export async function startBeliefs(
  sequences: readonly LatentSequence[],
  { config, weights }: WorldModel,
  session: SessionOptions,
  mostBytes: number = MOST_BYTES,
): Promise<StartBeliefs> {
  const chosen = thinned(sequences, config.rnn, mostBytes);
  const count = decisionsOf(chosen);
  if (count === 0) throw new StateError("startBeliefs: an episode with a decision required, got none");
  const { latents, hidden } = config.rnn;
  const beliefs = {
    z: new Float32Array(count * latents),
    h: new Float32Array(count * hidden),
    c: new Float32Array(count * hidden),
  };
  const following = await openModel(emitOnnx(followingStretch(config), { name: "follow-stretch", weights }), session);
  try {
    let row = 0;
    for (const sequence of chosen) {
      await followInto(following, sequence, config.rnn, beliefs, row);
      row += sequence.decisions;
    }
  } finally {
    await following.dispose();
  }
  return { count, ...beliefs };
}

/** Inputs `z` [S,Z], `action` [S,A], `h`, `c` [1,H] before the first. Outputs `h`, `c` [S,H] after each decision, as `nextH`, `nextC`. */
function followingStretch(config: WorldModelConfig): Readonly<Record<string, Value>> {
  const { latents, actions, hidden } = config.rnn;
  const [rnn] = buildWorldModel(config).members;
  const rows = new Array<number>(STRETCH).fill(1);
  const z = split(input("z", [STRETCH, latents]), 0, rows);
  const action = split(input("action", [STRETCH, actions]), 0, rows);
  let state: LstmState = { h: input("h", [1, hidden]), c: input("c", [1, hidden]) };
  const states = z.map((seen, step) => {
    ({ state } = rnn.step(seen, inputAt(action, step), state));
    return state;
  });
  const all = (part: keyof LstmState): Value =>
    concat(
      states.map((each) => each[part]),
      0,
    );
  return { nextH: all("h"), nextC: all("c") };
}

/** The beliefs before each decision of a sequence, from `row` on. */
async function followInto(
  following: OpenedModel,
  sequence: LatentSequence,
  { latents, actions, hidden }: RnnOptions,
  beliefs: Pick<StartBeliefs, "z" | "h" | "c">,
  row: number,
): Promise<void> {
  const posterior = new Float32Array(STRETCH * 2 * latents);
  const z = new Float32Array(STRETCH * latents);
  const action = new Float32Array(STRETCH * actions);
  let memory = { h: new Float32Array(hidden), c: new Float32Array(hidden) };
  for (let from = 0; from < sequence.decisions; from += STRETCH) {
    const count = Math.min(STRETCH, sequence.decisions - from);
    sequence.readInto("posterior", from, count, posterior);
    sequence.readInto("actions", from, count, action);
    for (let t = 0; t < count; t++) z.set(posterior.subarray(t * 2 * latents, (t * 2 + 1) * latents), t * latents);
    const { nextH, nextC } = await following.run({ z, action, ...memory });
    if (!nextH || !nextC) throw new StateError("startBeliefs: the graph must give nextH and nextC");
    beliefs.z.set(z.subarray(0, count * latents), (row + from) * latents);
    beliefs.h.set(memory.h, (row + from) * hidden);
    beliefs.c.set(memory.c, (row + from) * hidden);
    beliefs.h.set(nextH.subarray(0, (count - 1) * hidden), (row + from + 1) * hidden);
    beliefs.c.set(nextC.subarray(0, (count - 1) * hidden), (row + from + 1) * hidden);
    memory = { h: nextH.slice(-hidden), c: nextC.slice(-hidden) };
  }
}

/** Every n-th sequence, so that their beliefs take no more than so many bytes. */
function thinned(
  sequences: readonly LatentSequence[],
  { latents, hidden }: RnnOptions,
  mostBytes: number,
): readonly LatentSequence[] {
  const bytes = decisionsOf(sequences) * (latents + 2 * hidden) * Float32Array.BYTES_PER_ELEMENT;
  const every = Math.ceil(bytes / mostBytes);
  return sequences.filter((_, index) => index % Math.max(every, 1) === 0);
}

function decisionsOf(sequences: readonly LatentSequence[]): number {
  return sequences.reduce((sum, { decisions }) => sum + decisions, 0);
}
