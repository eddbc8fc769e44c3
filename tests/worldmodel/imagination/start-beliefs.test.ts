import { describe, expect, it } from "vitest";
import { createRng, StateError } from "../../../sim/core/index.ts";
import { startBeliefs } from "../../../worldmodel/imagination/start-beliefs.ts";
import { dynamicsGraph } from "../../../worldmodel/models/imagine.ts";
import type { LatentSequence } from "../../../worldmodel/training/sequence.ts";
import { expectClose } from "../support/expect-close.ts";
import { openGraph } from "../support/open-graph.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { sequenceInMemory } from "../support/sequence-in-memory.ts";

const SESSION = { device: "cpu", threads: 1 } as const;
const model = randomWorldModel(6, { residual: true, headUnits: 6 });
const { latents, hidden, actions } = model.config.rnn;

function episode(
  decisions: number,
  seed: number,
): LatentSequence & { readonly posterior: Float32Array; readonly actions: Float32Array } {
  const rng = createRng(seed);
  const posterior = new Float32Array((decisions + 1) * 2 * latents);
  const taken = new Float32Array(decisions * actions);
  rng.normalInto(posterior);
  rng.normalInto(taken);
  const columns = { posterior, actions: taken, observations: posterior, rewards: new Float32Array(decisions) };
  return { ...sequenceInMemory({ decisions, terminated: false }, columns), posterior, actions: taken };
}

describe("the beliefs where dreams begin", () => {
  it("are those of M before each decision, over episodes longer than a run of the graph", async () => {
    const episodes = [episode(70, 1), episode(3, 2)];
    const starts = await startBeliefs(episodes, model, SESSION);
    expect(starts.count).toBe(73);
    const step = await openGraph(dynamicsGraph(model.config), model.weights);
    let row = 0;
    for (const { decisions, posterior, actions: taken } of episodes) {
      let memory: Readonly<Record<"h" | "c", Float32Array>> = {
        h: new Float32Array(hidden),
        c: new Float32Array(hidden),
      };
      for (let t = 0; t < decisions; t++, row++) {
        const z = posterior.subarray(t * 2 * latents, (t * 2 + 1) * latents);
        expect(starts.z.subarray(row * latents, (row + 1) * latents)).toEqual(z);
        expectClose(starts.h.subarray(row * hidden, (row + 1) * hidden), memory.h, 1e-5);
        expectClose(starts.c.subarray(row * hidden, (row + 1) * hidden), memory.c, 1e-5);
        const { nextH, nextC } = await step.run({
          z,
          action: taken.subarray(t * actions, (t + 1) * actions),
          ...memory,
        });
        memory = { h: nextH!, c: nextC! };
      }
    }
    await step.dispose();
  });

  it("leave episodes out, evenly, where memory does not hold them all", async () => {
    const episodes = [1, 2, 3, 4, 5].map((seed) => episode(10, seed));
    // Twenty of the fifty beliefs fit: every third episode.
    const bytes = 20 * (latents + 2 * hidden) * Float32Array.BYTES_PER_ELEMENT;
    const starts = await startBeliefs(episodes, model, SESSION, bytes);
    expect(starts.count).toBe(20);
    expect(starts.z.subarray(10 * latents, 11 * latents)).toEqual(episodes[3]!.posterior.subarray(0, latents));
  });

  it("need an episode with a decision", async () => {
    await expect(startBeliefs([], model, SESSION)).rejects.toThrow(
      new StateError("startBeliefs: an episode with a decision required, got none"),
    );
  });
});
