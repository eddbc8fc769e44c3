/** How a dream is drawn: it has no bodies, so z is shown as beads on rods, one for each latent, at the height of its value. */
import { IDENTITY_QUAT, type Scene, type SceneBody, ShapeError, type Vec3 } from "../../sim/core/index.ts";

/** Metres between two rods, and of height for a latent of 1: one standard deviation of the prior. */
const GAP = 0.2;
const UNIT = 0.25;
const BEAD_RADIUS = 0.07;
/** Standard deviations up and down. */
const ROD_REACH = 4;
const GREY: Vec3 = [0.45, 0.48, 0.52];
const BLUE: Vec3 = [0.2, 0.45, 0.85];
const POSE = 7;

export function dreamScene(latents: number): Scene {
  const rod = (latent: number): SceneBody["shapes"][number] => ({
    geometry: { kind: "cylinder", radius: 0.01, halfLength: ROD_REACH * UNIT },
    position: [placeOf(latent, latents), 0, 0],
    rotation: IDENTITY_QUAT,
    colour: GREY,
  });
  const bead = (latent: number): SceneBody => ({
    name: `z${latent}`,
    moves: true,
    shapes: [
      { geometry: { kind: "sphere", radius: BEAD_RADIUS }, position: [0, 0, 0], rotation: IDENTITY_QUAT, colour: BLUE },
    ],
  });
  const each = Array.from({ length: latents }, (_, latent) => latent);
  const away = Math.max(2.5, latents * GAP * 1.2);
  return {
    bodies: [{ name: "rods", moves: false, shapes: each.map(rod) }, ...each.map(bead)],
    camera: { position: [0, -away, 0.3], target: [0, 0, 0], verticalFovRad: 0.9 },
  };
}

/** Poses of the scene's bodies, as `Env.posesInto` has them. z [Z], out [(1 + Z) × 7]. */
export function beadPosesInto(z: Float32Array, out: Float32Array): void {
  const size = (1 + z.length) * POSE;
  if (out.length !== size) throw new ShapeError(`posesInto: out must be [bodies × 7]=[${size}], got [${out.length}]`);
  out.fill(0);
  for (let body = 0; body <= z.length; body++) out[body * POSE + 6] = 1;
  for (const [latent, value] of z.entries()) {
    out[(1 + latent) * POSE] = placeOf(latent, z.length);
    out[(1 + latent) * POSE + 2] = value * UNIT;
  }
}

function placeOf(latent: number, latents: number): number {
  return (latent - (latents - 1) / 2) * GAP;
}
