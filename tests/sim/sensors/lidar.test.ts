/** Distances that a lidar tells, against geometry. */
import { describe, expect, it } from "vitest";
import { type BodySpec, quatFromAxisAngle, type Vec3 } from "../../../sim/index.ts";
import { floor, inWorld } from "../../support/body-scenario.ts";

/** Half a metre about (3, 0, 2). */
const TARGET: BodySpec = {
  name: "target",
  position: [3, 0, 2],
  shapes: [{ geometry: { kind: "sphere", radius: 0.5 } }],
};

/** Reads one ray of a lidar on a ball 2 m above a floor. */
async function distance(
  direction: Vec3,
  { maxDistance = 10, position, turned = 0 }: { maxDistance?: number; position?: Vec3; turned?: number } = {},
): Promise<number | undefined> {
  const carrier: BodySpec = {
    name: "carrier",
    motion: "free",
    position: [0, 0, 2],
    rotation: quatFromAxisAngle([0, 0, 1], turned),
    shapes: [{ geometry: { kind: "sphere", radius: 0.1 }, mass: 1 }],
  };
  const lidar = {
    kind: "lidar",
    name: "eyes",
    body: "carrier",
    directions: [direction],
    maxDistance,
    position,
  } as const;
  return inWorld({ bodies: [floor(), TARGET, carrier], sensors: [lidar] }, ({ state }) => state.sensor("eyes")[0]);
}

describe("a lidar", () => {
  it.each<[string, Vec3, number]>([
    ["straight down to the floor", [0, 0, -1], 2],
    ["straight down, given three times as long", [0, 0, -3], 2],
    ["straight down, given short", [0, 0, -0.25], 2],
    // 2 m down a slope of 4 in 5.
    ["aslant to the floor", [-3, 0, -4], 2.5],
    ["to the middle of a sphere", [1, 0, 0], 3 - 0.5],
    ["to the middle of a sphere, given twice as long", [2, 0, 0], 3 - 0.5],
    ["to nothing", [0, 0, 1], 10],
    ["to nothing, given five times as long", [0, 5, 0], 10],
  ])("tells the metres %s", async (_, direction, metres) => {
    expect(await distance(direction)).toBeCloseTo(metres, 5);
  });

  // A chord 0.3 m above the middle enters √(0.5² − 0.3²) = 0.4 m before it.
  it("looks from its place on the body", async () => {
    expect(await distance([1, 0, 0], { position: [0, 0, 0.3] })).toBeCloseTo(3 - 0.4, 5);
  });

  it("does not see the body that carries it, also where that is fixed", async () => {
    const mast: BodySpec = {
      name: "mast",
      position: [0, 0, 2],
      shapes: [{ geometry: { kind: "sphere", radius: 0.1 } }],
    };
    const directions: Vec3[] = [
      [0, 0, -1],
      [1, 0, 0],
    ];
    const lidar = { kind: "lidar", name: "eyes", body: "mast", directions, maxDistance: 10 } as const;
    const read = await inWorld({ bodies: [floor(), TARGET, mast], sensors: [lidar] }, ({ state }) =>
      state.sensor("eyes"),
    );
    expect(Array.from(read)).toEqual([expect.closeTo(2, 5), expect.closeTo(2.5, 5)]);
  });

  it("turns with the body", async () => {
    expect(await distance([0, -2, 0], { turned: Math.PI / 2 })).toBeCloseTo(3 - 0.5, 5);
  });

  it.each<[string, Vec3, number, number]>([
    ["short of", [0, 0, -1], 1.9, 1.9],
    ["short of, given twice as long", [0, 0, -2], 1.9, 1.9],
    ["just beyond, given half as long", [0, 0, -0.5], 2.1, 2],
  ])("with a range %s the floor", async (_, direction, maxDistance, metres) => {
    expect(await distance(direction, { maxDistance })).toBeCloseTo(metres, 5);
  });
});
