/** Where spheres and capsules of articulated worlds touch. */
import { describe, expect, it } from "vitest";
import { type BodySpec, capsuleBetween, exportMjcf, type Vec3 } from "../../../sim/index.ts";
import { type BodyWorldSpec, bodyScenario, inWorld } from "../../support/body-scenario.ts";
import { ARTICULATED, sphere } from "../../support/branching-robot.ts";
import { mujocoModel } from "../../support/mujoco-model.ts";

/** Along x from −0.5 to 0.5 m, 0.1 m thick to each side, where it is declared. */
const BAR: BodySpec = { name: "bar", shapes: [{ ...capsuleBetween([-0.5, 0, 0], [0.5, 0, 0], 0.1), friction: 0.4 }] };

/** What the one motor turns, out of the way. */
const FAR: BodySpec = {
  name: "far",
  position: [9, 9, 9],
  joint: { name: "far", kind: "hinge", axis: [0, 0, 1] },
  shapes: [{ ...sphere(0.1, 1), solid: false }],
};

function ball(x: number, height: number): BodySpec {
  return { name: "ball", motion: "free", position: [x, 0, height], shapes: [sphere(0.1, 1)] };
}

/** Above everything, until a test places it. */
function rod(end: Vec3): BodySpec {
  const start: Vec3 = [-end[0], -end[1], -end[2]];
  return {
    name: "rod",
    motion: "free",
    position: [0, 0, 3],
    shapes: [{ ...capsuleBetween(start, end, 0.1), mass: 1 }],
  };
}

const withMotor = (bodies: readonly BodySpec[]): BodyWorldSpec => ({
  ...ARTICULATED,
  bodies: [...bodies, FAR],
  actuators: [{ name: "far", joint: "far" }],
  control: undefined,
});

const ORDERS = ["the fixed capsule first", "the fixed capsule last"] as const;
const inOrder = (order: (typeof ORDERS)[number], capsule: BodySpec, other: BodySpec): BodySpec[] =>
  order === "the fixed capsule first" ? [capsule, other] : [other, capsule];

describe.each(ORDERS)("a sphere on a capsule, %s", (order) => {
  // 0.55 m is over the rounded end, where it rolls off; elsewhere it comes to rest on the top, which is level.
  it.each([-0.55, -0.45, -0.2, 0, 0.3, 0.5, 0.55])(
    "falls, lands and rests or leaves as MuJoCo's from x = %f",
    async (x) => {
      const spec = withMotor(inOrder(order, BAR, ball(x, 0.3)));
      const peer = await mujocoModel(exportMjcf(bodyScenario(spec)));
      let touched = 0;
      await inWorld(spec, ({ state }, step) => {
        for (let i = 0; i < 200; i++) {
          step(1);
          peer.step();
          touched = Math.max(touched, peer.data.ncon);
          const { position } = state.body("ball");
          for (const [k, value] of position.entries()) expect(value).toBeCloseTo(peer.data.qpos[k] as number, 5);
        }
        if (Math.abs(x) <= 0.5) expect(state.body("ball").position[2]).toBeCloseTo(0.2, 2);
      });
      peer.free();
      expect(touched).toBe(1);
    },
  );
});

describe.each(ORDERS)("two capsules, %s", (order) => {
  // Depth: both radii, 0.2 m, less the distance of the segments; the bar's ends are at ±0.5 m, the rod's 0.5 m from its middle.
  it.each<[string, Vec3, Vec3, number]>([
    ["parallel side by side", [0, 0.15, 0], [0.5, 0, 0], 0.2 - 0.15],
    ["parallel, one further along", [0.7, 0, 0.15], [0.5, 0, 0], 0.2 - 0.15],
    ["parallel, pointing the other way", [-0.7, 0, 0.15], [-0.5, 0, 0], 0.2 - 0.15],
    ["parallel, past each other by 0.09 m", [1.09, 0, 0.12], [0.5, 0, 0], 0.2 - Math.hypot(0.09, 0.12)],
    ["in one line, 0.1 m apart", [-1.1, 0, 0], [0.5, 0, 0], 0.2 - 0.1],
    ["crossing at right angles", [0.4, 0.3, 0.12], [0, 0.5, 0], 0.2 - 0.12],
    ["end on side", [0.2, 0, 0.65], [0, 0, 0.5], 0.2 - 0.15],
    ["end on end", [0.59, 0.62, 0], [0, 0.5, 0], 0.2 - Math.hypot(0.09, 0.12)],
  ])("%s overlap by the distance of their lines", async (_, middle, end, depth) => {
    const bodies = inOrder(order, BAR, rod(end));
    await inWorld(withMotor(bodies), ({ engine }) => {
      engine.place(bodies[0] === BAR ? 1 : 0, { position: middle });
      expect(engine.deepestOverlap()?.depth).toBeCloseTo(depth, 6);
    });
  });
});
