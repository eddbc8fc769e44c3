import { describe, expect, it } from "vitest";
import type { BodySpec, Geometry, Vec3 } from "../../../sim/index.ts";
import { buildMechanism } from "../../../sim/mechanism.ts";
import { floor, inWorld } from "../../support/body-scenario.ts";

const DOWN: Vec3 = [0, 0, -1];

/** A box as a mesh: corners by their bits, faces counter-clockwise seen from outside. */
function boxMesh([a, b, c]: Vec3): Geometry {
  const vertices = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [i & 1 ? a : -a, i & 2 ? b : -b, i & 4 ? c : -c]);
  const quads = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ];
  return { kind: "mesh", vertices, triangles: quads.flatMap(([i, j, k, l]) => [i!, j!, k!, i!, k!, l!]) };
}

const still = (name: string, geometry: Geometry, position: Vec3): BodySpec => ({
  name,
  position,
  shapes: [{ geometry }],
});

describe("ray casts", () => {
  const bodies: readonly BodySpec[] = [
    floor(),
    still("box", { kind: "box", halfSizes: [0.1, 0.1, 0.2] }, [0, 0, 0.5]),
    still("sphere", { kind: "sphere", radius: 0.3 }, [2, 0, 0.5]),
    still("cylinder", { kind: "cylinder", radius: 0.1, halfLength: 0.4 }, [4, 0, 0.5]),
    still("capsule", { kind: "capsule", radius: 0.1, halfLength: 0.4 }, [-2, 0, 0.6]),
    { name: "ghost", position: [0, 0, 1.5], shapes: [{ geometry: { kind: "sphere", radius: 0.2 }, solid: false }] },
    { name: "mover", motion: "free", position: [-4, 0, 1], shapes: [{ geometry: boxMesh([0.1, 0.2, 0.3]), mass: 1 }] },
  ];

  // From height 3 straight down, to the top of each: cylinders and capsules stand along z, what is not solid is not seen.
  it.each([
    [0, 0, 0.7, "box"],
    [2, 0, 0.8, "sphere"],
    [4, 0, 0.9, "cylinder"],
    [-2, 0, 1.1, "capsule"],
    [-4, 0, 1.3, "mover"],
    [0, 3, 0, "floor"],
  ])("from above at x %d, y %d meet height %d of the %s", (x, y, height, name) =>
    inWorld({ bodies }, ({ engine }) => {
      const hit = engine.castRay([x, y, 3], DOWN, 10, -1);
      expect(bodies[hit?.body ?? -1]?.name).toBe(name);
      expect(3 - (hit?.distance ?? 0)).toBeCloseTo(height, 5);
    }),
  );

  it("end at their greatest distance and skip the body that is ignored", () =>
    inWorld({ bodies }, ({ engine }) => {
      expect(engine.castRay([-4, 0, 3], DOWN, 1.6, -1)).toBeNull();
      expect(engine.castRay([-4, 0, 3], DOWN, 10, 6)?.distance).toBeCloseTo(3, 5);
      expect(engine.castRay([0, 0, 3], [0, 0, 1], 10, -1)).toBeNull();
    }));

  it("see where bodies have moved", () =>
    inWorld({ bodies }, ({ engine, state }, step) => {
      step(20);
      const hit = engine.castRay([-4, 0, 3], DOWN, 10, -1);
      // A step's ray casts see the start of the physics step: one step of motion is 5 mm at most.
      expect(Math.abs(3 - (hit?.distance ?? 0) - 0.3 - state.body("mover").position[2])).toBeLessThan(0.006);
    }));
});

describe("height fields", () => {
  // Rows along +y, columns along +x: a ramp that rises by 0.5 m for each metre of x, and a ridge in the last row.
  const rows = 3;
  const columns = 5;
  const heights = Array.from({ length: rows * columns }, (_, i) => 0.5 * (i % columns) + (i >= 10 ? 1 : 0));
  const field: BodySpec = still("field", { kind: "heightfield", size: [4, 2], rows, columns, heights }, [0, 0, 0]);

  it.each([
    [-2 + 0.01, -1 + 0.01, 0.005],
    [0, -0.5, 1],
    [1.3, -0.2, 1.65],
    [0, 0.9999, 2],
  ])("are met by rays at x %d, y %d at height %d", (x, y, height) =>
    inWorld({ bodies: [field] }, ({ engine }) => {
      expect(5 - (engine.castRay([x, y, 5], DOWN, 10, -1)?.distance ?? 0)).toBeCloseTo(height, 3);
    }),
  );

  // tan(slope) = 0.5 < 0.8 holds; 0.5 > 0.2 slides, with a = g (sin − μ cos).
  it.each([
    [0.8, 0],
    [0.2, 0.3],
  ])("carry a box: with friction %d it slides as on a slope", (friction, excess) =>
    inWorld(
      {
        bodies: [
          { ...field, shapes: field.shapes.map((shape) => ({ ...shape, friction })) },
          {
            name: "box",
            motion: "free",
            position: [1 - 0.05 * Math.sin(Math.atan(0.5)), -0.5, 1.5 + 0.05 * Math.cos(Math.atan(0.5))],
            rotation: [0, -Math.sin(Math.atan(0.5) / 2), 0, Math.cos(Math.atan(0.5) / 2)],
            shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.05] }, mass: 1, friction }],
          },
        ],
      },
      ({ state }, step) => {
        step(80);
        const cosine = 1 / Math.sqrt(1.25);
        const speed = Math.hypot(...state.body("box").velocity);
        expect(Math.abs(speed - excess * cosine * 9.81 * 0.4)).toBeLessThan(0.06);
      },
    ),
  );
});

describe("meshes", () => {
  const solid = (geometry: Geometry): BodySpec => ({
    name: "body",
    motion: "free",
    position: [0, 0, 0.5],
    shapes: [{ geometry, density: 500, friction: 0.5 }],
  });
  const halfSizes: Vec3 = [0.1, 0.2, 0.3];

  it("of a box have its mass, centre and inertia", () => {
    const [mesh, box] = [boxMesh(halfSizes), { kind: "box", halfSizes } as const].map(
      (geometry) => buildMechanism([solid(geometry)]).links[0]!.mass,
    );
    expect(mesh!.mass).toBeCloseTo(500 * 0.048, 10);
    expect(mesh!.mass).toBeCloseTo(box!.mass, 10);
    for (const i of [0, 1, 2]) expect(mesh!.centre[i]).toBeCloseTo(box!.centre[i]!, 12);
    for (const i of [0, 1, 2, 3, 4, 5]) expect(mesh!.inertia[i]).toBeCloseTo(box!.inertia[i]!, 10);
  });

  it("of a box land as it does", () =>
    inWorld({ bodies: [floor(), solid(boxMesh(halfSizes))] }, ({ state }, step) => {
      step(300);
      expect(Math.abs(state.body("body").position[2] - 0.3)).toBeLessThan(0.0015);
    }));
});

describe("touching", () => {
  it("is told of the bodies that touch now, by index, and of no others", () =>
    inWorld(
      {
        bodies: [
          floor(),
          { ...still("box", { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, [0, 0, 0.1]), motion: "free" },
          { ...still("far", { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, [1, 0, 0.5]), motion: "free" },
        ].map((body, i) =>
          i > 0 ? { ...body, shapes: body.shapes.map((shape) => ({ ...shape, mass: 1 })) } : body,
        ) as BodySpec[],
      },
      ({ engine }, step) => {
        step(2);
        expect(engine.touches(1)).toEqual([0]);
        expect(engine.touches(0)).toEqual([1]);
        expect(engine.touches(2)).toEqual([]);
      },
    ));
});
