import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtinScenarios, loadScenario } from "../../scenarios/index.ts";
import { createEnv, SpecError, UsageError } from "../../sim/index.ts";

const SLED = `
import { defineScenario } from "craik/scenarios";
import { sin } from "craik/sim";
export default defineScenario({
  id: "sled", description: "A box that slides.", timestepSecs: 0.02, maxSteps: 10,
  bodies: [{
    name: "box", joint: { name: "slide", kind: "slide", axis: [1, 0, 0] },
    shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 1 }],
  }],
  actuators: [{ name: "push", joint: "slide", gear: 1 }],
  camera: { position: [0, -2, 1], target: [0, 0, 0], verticalFovRad: 1 },
  observation: { elements: [{ name: "position", unit: "m" }], into: (out, { positions }) => { out[0] = sin(positions[0]); } },
  start: () => {},
  reward: () => 1,
});
`;

describe("loadScenario", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "craik-scenarios-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function file(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  it("loads every built-in scenario under its own id", async () => {
    expect(builtinScenarios).toContain("cartpole-swingup");
    for (const id of builtinScenarios) expect((await loadScenario(id)).id).toBe(id);
  });

  it.each(["sled.ts", "sled.js", "sled.mjs"])(
    "loads a person's %s from a folder where Craik is not installed",
    async (name) => {
      const scenario = await loadScenario(await file(name, SLED));
      const env = await createEnv(scenario);
      env.reset({ seed: 0 });
      // Newton: 1 N on 1 kg for 0.02 s in four symplectic substeps h: h²(1 + 2 + 3 + 4) = 2.5e-4 m.
      expect(env.step([1]).observation["state"]?.[0]).toBeCloseTo(2.5e-4, 7);
      env.close();
    },
  );

  it("takes up a change of the file", async () => {
    await loadScenario(await file("changing.ts", SLED));
    const changed = await loadScenario(await file("changing.ts", SLED.replace("maxSteps: 10", "maxSteps: 20")));
    expect(changed.maxSteps).toBe(20);
  });

  it("suggests the nearest id for an unknown one", async () => {
    const unknown = loadScenario("cartpole-swing");
    await expect(unknown).rejects.toThrow(UsageError);
    await expect(unknown).rejects.toThrow(/got "cartpole-swing"; did you mean cartpole-swingup\?$/);
    await expect(loadScenario("zebra")).rejects.toThrow(/got "zebra"$/);
  });

  it("names a file that is missing, that does not parse or that exports nothing", async () => {
    await expect(loadScenario(join(folder, "none.ts"))).rejects.toThrow(/a file must exist at the path.*none\.ts/);
    const broken = loadScenario(await file("broken.ts", "export default {"));
    await expect(broken).rejects.toThrow(UsageError);
    await expect(broken).rejects.toThrow(/^[^\n]*broken\.ts: must be a \.ts module that loads, got: [^\n]+$/);
    await expect(loadScenario(await file("empty.ts", "export const x = 1;"))).rejects.toThrow(
      /empty\.ts: must have a default export made by defineScenario/,
    );
  });

  it("takes a plain declaration as well, and checks it", async () => {
    const plain = SLED.replace("export default defineScenario({", "export default ({").replace(
      /import \{ defineScenario.*\n/,
      "",
    );
    expect((await loadScenario(await file("plain.ts", plain))).actionSpace.shape).toEqual([1]);
    const wrong = await file("plain-wrong.ts", plain.replace("maxSteps: 10", "maxSteps: -1"));
    await expect(loadScenario(wrong)).rejects.toThrow(
      /plain-wrong\.ts: scenario sled: maxSteps: expected >=1, got -1$/,
    );
  });

  it("does not trust what only looks like a finished scenario", async () => {
    const copied = SLED.replace("export default ", "const made = ");
    for (const change of ["maxSteps: -5", "mechanism: {}"]) {
      const path = await file("copy.ts", `${copied}export default { ...made, ${change} };`);
      await expect(loadScenario(path)).rejects.toThrow(SpecError);
      await expect(loadScenario(path)).rejects.toThrow(
        /copy\.ts: must export a declaration .* a copy of a finished scenario$/,
      );
    }
  });

  it("names file and field of a wrong declaration", async () => {
    const path = await file("wrong.ts", SLED.replace("maxSteps: 10", "maxSteps: 10, speed: 2"));
    await expect(loadScenario(path)).rejects.toThrow(SpecError);
    await expect(loadScenario(path)).rejects.toThrow(
      /^[^\n]*wrong\.ts: scenario sled: speed: no such field exists, got/,
    );
  });
});
