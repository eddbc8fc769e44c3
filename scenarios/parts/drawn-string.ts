/** A string in the x–z plane, drawn as short rods: how it hangs between its ends. Nothing touches it; a rope does the pulling. */
import {
  addVec,
  type BodySpec,
  lengthVec,
  normalizeVec,
  type Quat,
  quatBetween,
  scaleVec,
  subtractVec,
  type Vec3,
} from "../../sim/index.ts";

const RODS = 4;
const RADIUS = 0.003;
const UP: Vec3 = [0, 0, 1];

/** A kinematic body for each piece of a string of this length. */
export function stringBodies(length: number): readonly BodySpec[] {
  return Array.from({ length: RODS }, (_, i) => ({
    name: nameOf(i),
    motion: "kinematic",
    shapes: [
      {
        geometry: { kind: "capsule", radius: RADIUS, halfLength: length / RODS / 2 },
        colour: [0.55, 0.58, 0.64],
        solid: false,
      },
    ],
  }));
}

/** Calls back with the pose of each piece of a string that hangs between two points. */
export function layString(
  from: Vec3,
  to: Vec3,
  length: number,
  lay: (body: string, pose: { readonly position: Vec3; readonly rotation: Quat }) => void,
): void {
  const knee = kneeOf(from, to, length);
  const first = lengthVec(subtractVec(knee, from));
  const second = lengthVec(subtractVec(to, knee));
  const at = (share: number): Vec3 => {
    const along = share * (first + second);
    if (along <= first) return addVec(from, scaleVec(subtractVec(knee, from), first > 0 ? along / first : 0));
    return addVec(knee, scaleVec(subtractVec(to, knee), (along - first) / second));
  };
  for (let i = 0; i < RODS; i++) {
    const [start, end] = [at(i / RODS), at((i + 1) / RODS)];
    const position = scaleVec(addVec(start, end), 0.5);
    lay(nameOf(i), { position, rotation: quatBetween(UP, normalizeVec(subtractVec(end, start))) });
  }
}

/** The lowest point: both parts are as steep, as a bead on the string would have it. A taut string's is its lower end. */
function kneeOf(from: Vec3, to: Vec3, length: number): Vec3 {
  const across = to[0] - from[0];
  const rise = to[2] - from[2];
  const down = Math.sqrt(Math.max(0, length * length - across * across));
  if (down <= Math.abs(rise)) return rise < 0 ? to : from;
  const share = (down - rise) / (2 * down);
  return [from[0] + share * across, from[1], from[2] - share * down];
}

function nameOf(i: number): string {
  return `string ${i + 1}`;
}
