/** An ensemble against its members by themselves. */
import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { memberNames } from "../../../worldmodel/models/ensemble.ts";
import { dynamicsGraph } from "../../../worldmodel/models/imagine.ts";
import { withUntrainedMemory } from "../../../worldmodel/models/untrained.ts";
import type { WorldModel } from "../../../worldmodel/models/world-model.ts";
import { expectClose } from "../support/expect-close.ts";
import { openGraph } from "../support/open-graph.ts";
import { randomWorldModel } from "../support/random-world-model.ts";

const MEMBERS = 3;
const ensemble = randomWorldModel(4, { residual: true, headUnits: 6, ensemble: MEMBERS });

/** The world model that one member makes by itself. */
function aloneOf({ config, weights }: WorldModel, member: number): WorldModel {
  const own = `rnn.${member}.`;
  const named = [...weights].map(
    ([name, array]) => [name.startsWith(own) ? `rnn.${name.slice(own.length)}` : name, array] as const,
  );
  return { config: { ...config, ensemble: 1 }, weights: new Map(named) };
}

describe("an ensemble", () => {
  it("names members only where there are several", () => {
    expect(memberNames(1)).toEqual(["rnn"]);
    expect(memberNames(3)).toEqual(["rnn.0", "rnn.1", "rnn.2"]);
  });

  it("steps each member as it would step alone", async () => {
    const rng = createRng(9);
    const { latents, hidden, actions } = ensemble.config.rnn;
    const draw = (length: number): Float32Array => Float32Array.from({ length }, () => rng.normal());
    const feeds = { z: draw(MEMBERS * latents), h: draw(MEMBERS * hidden), c: draw(MEMBERS * hidden) };
    const action = draw(actions);
    const together = await openGraph(dynamicsGraph(ensemble.config), ensemble.weights);
    const found = await together.run({ ...feeds, action });
    await together.dispose();
    for (let member = 0; member < MEMBERS; member++) {
      const { config, weights } = aloneOf(ensemble, member);
      const alone = await openGraph(dynamicsGraph(config), weights);
      const rows = Object.entries(feeds).map(([name, all]) => [name, rowOf(all, member)] as const);
      const wanted = await alone.run({ ...Object.fromEntries(rows), action });
      await alone.dispose();
      for (const [name, values] of Object.entries(wanted)) expectClose(rowOf(found[name]!, member), values, 1e-6);
    }
    const rewards = [...found["reward"]!];
    expect(new Set(rewards).size).toBe(MEMBERS);
  });

  it("has an untrained one as its baseline", () => {
    const untrained = withUntrainedMemory(ensemble, createRng(1));
    expect([...untrained.weights.keys()]).toEqual([...ensemble.weights.keys()]);
    expect(untrained.weights.get("rnn.2.lstm.weight")).not.toEqual(ensemble.weights.get("rnn.2.lstm.weight"));
  });
});

function rowOf(all: Float32Array, row: number): Float32Array {
  const width = all.length / MEMBERS;
  return all.subarray(row * width, (row + 1) * width);
}
