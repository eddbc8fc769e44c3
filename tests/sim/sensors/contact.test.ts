/** Forces that a contact sensor tells, against Newton's laws. */
import { describe, expect, it } from "vitest";
import type { BodySpec, ScenarioSpec } from "../../../sim/index.ts";
import { floor, inWorld } from "../../support/body-scenario.ts";

const BOX: BodySpec = {
  name: "box",
  motion: "free",
  position: [0, 0, 0.1],
  shapes: [{ geometry: { kind: "box", halfSizes: [0.2, 0.2, 0.1] }, mass: 1 }],
};

describe("a contact sensor on a box of 1 kg that rests while 3 N push it along +x", () => {
  // Nothing accelerates: the floor's force is minus that of weight and push, of which friction, up to 0.5 · 9.81 N, is the part along x.
  it.each<[ScenarioSpec["physics"], string, readonly number[]]>([
    ["articulated", "tells the floor's whole force", [-3, 0, 9.81]],
    ["bodies", "tells the normal force alone", [0, 0, 9.81]],
  ])("of physics %s %s", async (physics, _, force) => {
    await inWorld(
      {
        physics,
        bodies: [floor(), BOX],
        sensors: [{ kind: "contact", name: "touch", bodies: ["box", "floor"] }],
        control: ({ addForce }) => addForce("box", [3, 0, 0]),
      },
      ({ state }, step) => {
        step(400);
        const read = Array.from(state.sensor("touch"));
        for (const [axis, value] of force.entries()) {
          expect(read[axis]).toBeCloseTo(value, 3);
          // What acts on the one acts back on the other.
          expect(read[3 + axis]).toBeCloseTo(-value, 3);
        }
      },
    );
  });
});
