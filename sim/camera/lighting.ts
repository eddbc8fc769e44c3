/** The light of `scene-look` on matt surfaces, then three.js's neutral tone mapping, then sRGB. */
import { pow } from "../core/deterministic-math.ts";
import type { Vec3 } from "../core/env.ts";
import { SCENE_LIGHTS } from "../core/scene-look.ts";

/** sRGB component, 0 to 1, as light (IEC 61966-2-1). */
export function linearFromSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

const { sky, key, fill, exposure } = SCENE_LIGHTS;
const [AR, AG, AB] = reflected(sky.above, sky.intensity);
const [BR, BG, BB] = reflected(sky.below, sky.intensity);
const [KR, KG, KB] = reflected(key.colour, key.intensity);
const [FR, FG, FB] = reflected(fill.colour, fill.intensity);

/** Bytes of sRGB for light in steps of 1 / 4095: a step is never more than 0.81 of a byte's. */
const ENCODE: Uint8Array = Uint8Array.from({ length: 4097 }, (_, i) => {
  const value = i / 4095;
  return Math.min(255, Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055)));
});

/** Khronos PBR Neutral: the toe, and where the shoulder begins. */
const TOE = 0.08;
const SHOULDER = 0.8 - 0.04;
const DESATURATION = 0.15;

/** Writes the bytes (r, g, b) of a surface with a linear albedo and a unit normal [3]. lights [9], as of an eye. */
export function litInto(
  out: Uint8Array,
  at: number,
  albedo: readonly [number, number, number],
  normal: Float64Array,
  lights: Float64Array,
): void {
  const nx = normal[0]!;
  const ny = normal[1]!;
  const nz = normal[2]!;
  const k = Math.max(nx * lights[0]! + ny * lights[1]! + nz * lights[2]!, 0);
  const f = Math.max(nx * lights[3]! + ny * lights[4]! + nz * lights[5]!, 0);
  const upwards = nx * lights[6]! + ny * lights[7]! + nz * lights[8]!;
  const u = 0.5 + 0.5 * upwards;
  let r = albedo[0] * (BR + (AR - BR) * u + KR * k + FR * f);
  let g = albedo[1] * (BG + (AG - BG) * u + KG * k + FG * f);
  let b = albedo[2] * (BB + (AB - BB) * u + KB * k + FB * f);
  const least = r < g ? Math.min(r, b) : Math.min(g, b);
  const offset = least < TOE ? least - 6.25 * least * least : 0.04;
  r -= offset;
  g -= offset;
  b -= offset;
  const peak = r > g ? Math.max(r, b) : Math.max(g, b);
  if (peak > SHOULDER) {
    const range = 1 - SHOULDER;
    const newPeak = 1 - (range * range) / (peak + range - SHOULDER);
    const scale = newPeak / peak;
    const towardsWhite = 1 - 1 / (DESATURATION * (peak - newPeak) + 1);
    r = r * scale + (newPeak - r * scale) * towardsWhite;
    g = g * scale + (newPeak - g * scale) * towardsWhite;
    b = b * scale + (newPeak - b * scale) * towardsWhite;
  }
  out[at] = ENCODE[(r * 4095 + 0.5) | 0]!;
  out[at + 1] = ENCODE[(g * 4095 + 0.5) | 0]!;
  out[at + 2] = ENCODE[(b * 4095 + 0.5) | 0]!;
}

/** What a white surface reflects of a light (Lambert), as linear (r, g, b). */
function reflected(colour: Vec3, intensity: number): [number, number, number] {
  const scale = (intensity * exposure) / Math.PI;
  return [linearFromSrgb(colour[0]) * scale, linearFromSrgb(colour[1]) * scale, linearFromSrgb(colour[2]) * scale];
}
