/** The racing car's body and wheels. One metre to CarRacing's unit. */
import type { BodySpec, ShapeSpec, Vec3, WheelSpec } from "../../sim/index.ts";

/** Of the chassis's origin, at rest. */
export const CAR_HEIGHT = 0.62;
export const WHEELS = [
  { name: "front left wheel", x: 1.35, y: 0.95 },
  { name: "front right wheel", x: 1.35, y: -0.95 },
  { name: "rear left wheel", x: -1.35, y: 0.95 },
  { name: "rear right wheel", x: -1.35, y: -0.95 },
] as const;

const WHEEL_RADIUS = 0.45;
/** Of the springs: length (m), and stiffness for each kg (s⁻²). */
const SUSPENSION = 0.35;
const STIFFNESS = 40;

/** 4 m long; red, with wings. */
export function racingCar(mass: number): BodySpec {
  const red: Vec3 = [0.84, 0.29, 0.27];
  const drawn = (position: Vec3, halfSizes: Vec3, colour: Vec3): ShapeSpec => ({
    geometry: { kind: "box", halfSizes },
    position,
    colour,
    solid: false,
  });
  return {
    name: "car",
    motion: "free",
    position: [0, 0, CAR_HEIGHT],
    shapes: [
      { geometry: { kind: "box", halfSizes: [2, 0.6, 0.2] }, mass, friction: 0.3, colour: red },
      drawn([-0.5, 0, 0.3], [0.7, 0.4, 0.15], [0.16, 0.18, 0.22]),
      drawn([-1.9, 0, 0.45], [0.15, 0.9, 0.05], [0.75, 0.77, 0.8]),
      drawn([2.1, 0, -0.05], [0.2, 0.9, 0.05], [0.75, 0.77, 0.8]),
    ],
  };
}

/** Shows a wheel. */
export function wheelBody(name: string): BodySpec {
  return {
    name,
    motion: "kinematic",
    shapes: [
      {
        geometry: { kind: "cylinder", radius: WHEEL_RADIUS, halfLength: 0.18 },
        // The axle lies along the body's y.
        rotation: [Math.SQRT1_2, 0, 0, Math.SQRT1_2],
        solid: false,
        colour: [0.1, 0.11, 0.13],
      },
    ],
  };
}

export function wheelSpec({ name, x, y }: (typeof WHEELS)[number]): WheelSpec {
  // At rest each spring carries a quarter of the car and gives g/4k.
  const rest = WHEEL_RADIUS - CAR_HEIGHT;
  const position: Vec3 = [x, y, rest + SUSPENSION - 9.81 / (4 * STIFFNESS)];
  return { position, radius: WHEEL_RADIUS, suspensionLength: SUSPENSION, stiffness: STIFFNESS, body: name };
}
