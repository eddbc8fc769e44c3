/** Robots in generalised coordinates against MuJoCo's own steps. */
import { describe, expect, it } from "vitest";
import { type BodySpec, capsuleBetween, createRng, exportMjcf } from "../../../sim/index.ts";
import { type BodyWorldSpec, bodyScenario, inWorld } from "../../support/body-scenario.ts";
import { ARTICULATED, ROBOT } from "../../support/branching-robot.ts";
import { mujocoModel } from "../../support/mujoco-model.ts";

describe("articulated physics against MuJoCo", () => {
  // MuJoCo's semi-implicit Euler and its constraints are what both compute, in double precision: rounding, times what chaos makes of it.
  it("takes the same steps as MuJoCo on a branching robot that falls, slides and hits its limits", async () => {
    const scenario = bodyScenario(ROBOT);
    const peer = await mujocoModel(exportMjcf(scenario));
    let touched = 0;
    await inWorld(ROBOT, (simulation) => {
      const rng = createRng(4);
      for (let step = 0; step < 500; step++) {
        const action = [0, 1, 2].map(() => 2 * rng.uniform() - 1);
        simulation.step(action);
        peer.data.ctrl.set(action);
        peer.step();
        touched = Math.max(touched, peer.data.ncon);
        const ours = [...simulation.state.body("base").position, ...Array.from(simulation.state.positions)];
        const theirs = Array.from(peer.data.qpos as Float64Array);
        const [x, y, z, , , , , ...joints] = theirs;
        for (const [i, value] of [x, y, z, ...joints].entries()) expect(ours[i]).toBeCloseTo(value ?? Number.NaN, 5);
      }
    });
    peer.free();
    expect(touched).toBeGreaterThan(3);
  });

  it("follows MuJoCo where rods of two branches collide", async () => {
    const flail = (name: string, side: number): BodySpec => ({
      name,
      position: [side * 0.2, 0, 1],
      joint: { name, kind: "hinge", axis: [0, 1, 0], damping: 0.01 },
      shapes: [{ ...capsuleBetween([0, 0, 0], [0, side * 0.02, -0.4], 0.04), mass: 0.5, friction: 0.6 }],
    });
    const spec = {
      ...ARTICULATED,
      bodies: [flail("left", -1), flail("right", 1)],
      actuators: [
        { name: "left", joint: "left", gear: -2 },
        { name: "right", joint: "right", gear: 2 },
      ],
      control: undefined,
    } satisfies BodyWorldSpec;
    const peer = await mujocoModel(exportMjcf(bodyScenario(spec)));
    let touched = 0;
    await inWorld(spec, (simulation) => {
      for (let step = 0; step < 300; step++) {
        simulation.step([1, 0.6]);
        peer.data.ctrl.set([1, 0.6]);
        peer.step();
        touched = Math.max(touched, peer.data.ncon);
        for (const j of [0, 1]) expect(simulation.state.positions[j]).toBeCloseTo(peer.data.qpos[j] as number, 6);
      }
    });
    peer.free();
    expect(touched).toBe(1);
  });
});
