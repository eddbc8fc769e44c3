/** A robot for tests of articulated physics. */
import { type BodySpec, capsuleBetween, quatFromAxisAngle, type ShapeSpec } from "../../sim/index.ts";
import { type BodyWorldSpec, floor } from "./body-scenario.ts";

export const ARTICULATED: { readonly physics: "articulated" } = { physics: "articulated" } as const;
export const sphere = (radius: number, mass: number): ShapeSpec => ({
  geometry: { kind: "sphere", radius },
  mass,
  friction: 1,
});

/** A free base with a branch of two hinges (one off the link's origin), and a branch with a slide. */
export function branchingRobot(): BodySpec[] {
  return [
    {
      name: "base",
      motion: "free",
      position: [0, 0, 0.5],
      shapes: [{ geometry: { kind: "box", halfSizes: [0.2, 0.1, 0.05] }, density: 300, friction: 0.8 }],
    },
    {
      name: "arm",
      parent: "base",
      position: [0.2, 0, 0],
      rotation: quatFromAxisAngle([0, 0, 1], 0.4),
      joint: {
        name: "shoulder",
        kind: "hinge",
        axis: [0, 1, 0.2],
        anchor: [0, 0, 0.03],
        damping: 0.02,
        armature: 0.05,
      },
      shapes: [{ ...capsuleBetween([0, 0, 0], [0.3, 0, 0], 0.03), density: 400, friction: 0.8 }],
    },
    {
      name: "hand",
      parent: "arm",
      position: [0.3, 0, 0],
      joint: { name: "wrist", kind: "hinge", axis: [0, 1, 0], range: [-0.4, 0.8], damping: 0.01, armature: 0.01 },
      shapes: [{ ...capsuleBetween([0, 0, 0], [0.15, 0, 0.1], 0.03), density: 400, friction: 0.8 }],
    },
    {
      name: "piston",
      parent: "base",
      position: [-0.2, 0, 0],
      joint: { name: "piston", kind: "slide", axis: [-0.3, 0, -1], range: [-0.05, 0.1], damping: 1 },
      shapes: [{ ...sphere(0.05, 0.3), friction: 0.8 }],
    },
  ];
}

export const ROBOT: BodyWorldSpec = {
  ...ARTICULATED,
  timestepSecs: 0.004,
  bodies: [floor(0.8), ...branchingRobot()],
  actuators: [
    { name: "shoulder", joint: "shoulder", gear: 2 },
    { name: "wrist", joint: "wrist", gear: -0.5 },
    { name: "piston", joint: "piston", gear: 5 },
  ],
  control: undefined,
};
