/** Height fields before the eye: their triangles, smoothly shaded. */
import type { Primitive } from "./compile-scene.ts";
import type { Eye } from "./eye.ts";
import { litInto } from "./lighting.ts";
import { columnFrom, columnTo, MOST_NEARNESS, type Raster, rowFrom, rowTo, touch } from "./raster.ts";
import { SAMPLES, type Samples } from "./samples.ts";
import type { Terrain } from "./terrain.ts";

/** Numbers of a triangle: three edges e, then 1 / determinant of its corners. */
const STRIDE = 10;

/**
 * With e0 = v1 × v2 and so on, e·(x, y, 1) ≥ 0 inside; the three are in proportion to the barycentric coordinates of what is
 * met, and their sum over det(v0, v1, v2) is its nearness (Olano & Greer 1997). The determinant is positive seen from above.
 */
export interface TerrainView {
  readonly form: Terrain;
  readonly primitive: Primitive;
  readonly index: number;
  /** Corners in the eye's frame [3 × corners], and their colours. */
  readonly corners: Float64Array;
  readonly colours: Uint8Array;
  /** [STRIDE × triangles], only of those drawn last. */
  readonly triangles: Float64Array;
  seen: boolean;
}

export function createTerrainView(primitive: Primitive, form: Terrain, index: number): TerrainView {
  return {
    form,
    primitive,
    index,
    corners: new Float64Array(form.corners.length),
    colours: new Uint8Array(form.corners.length),
    triangles: new Float64Array(STRIDE * primitive.surfaces),
    seen: false,
  };
}

/** Takes a place in the eye's frame, and colours the corners; where it is flat, its surfaces in `plain` [3 × surfaces]. place [12]. */
export function placeTerrain(view: TerrainView, place: Float64Array, { lights }: Eye, plain: Uint8Array): void {
  const { form, corners, colours, primitive } = view;
  view.seen = false;
  if (form.flat) {
    turnNormal(place, form.normals, 0);
    litInto(colours, 0, primitive.albedo, NORMAL, lights);
    const from = 3 * primitive.firstSurface;
    for (let at = 0; at < 3 * primitive.surfaces; at++) plain[from + at] = colours[at % 3]!;
  }
  for (let at = 0; at < corners.length; at += 3) {
    const a = form.corners[at]!;
    const b = form.corners[at + 1]!;
    const c = form.corners[at + 2]!;
    corners[at] = place[0]! * a + place[1]! * b + place[2]! * c + place[9]!;
    corners[at + 1] = place[3]! * a + place[4]! * b + place[5]! * c + place[10]!;
    corners[at + 2] = place[6]! * a + place[7]! * b + place[8]! * c + place[11]!;
    if (corners[at + 2]! > 0) view.seen = true;
    if (form.flat) continue;
    turnNormal(place, form.normals, at);
    litInto(colours, at, primitive.albedo, NORMAL, lights);
  }
}

const NORMAL = new Float64Array(3);

/** Turns a normal into the eye's frame. */
function turnNormal(place: Float64Array, normals: Float64Array, at: number): void {
  const u = normals[at]!;
  const v = normals[at + 1]!;
  const w = normals[at + 2]!;
  NORMAL[0] = place[0]! * u + place[1]! * v + place[2]! * w;
  NORMAL[1] = place[3]! * u + place[4]! * v + place[5]! * w;
  NORMAL[2] = place[6]! * u + place[7]! * v + place[8]! * w;
}

/** Draws it over what is farther. */
export function drawTerrain(view: TerrainView, raster: Raster): void {
  if (!view.seen) return;
  const { rows, columns } = view.form;
  let triangle = 0;
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++, triangle += 2) {
      const corner = row * columns + column;
      drawTriangle(view, raster, triangle, corner, corner + 1, corner + columns);
      drawTriangle(view, raster, triangle + 1, corner + 1, corner + columns + 1, corner + columns);
    }
  }
}

function drawTriangle(view: TerrainView, raster: Raster, triangle: number, a: number, b: number, c: number): void {
  const { corners, triangles } = view;
  const ax = corners[3 * a]!;
  const ay = corners[3 * a + 1]!;
  const az = corners[3 * a + 2]!;
  const bx = corners[3 * b]!;
  const by = corners[3 * b + 1]!;
  const bz = corners[3 * b + 2]!;
  const cx = corners[3 * c]!;
  const cy = corners[3 * c + 1]!;
  const cz = corners[3 * c + 2]!;
  const e0x = by * cz - bz * cy;
  const e0y = bz * cx - bx * cz;
  const e0z = bx * cy - by * cx;
  const determinant = ax * e0x + ay * e0y + az * e0z;
  if (!(determinant > 0)) return;
  const least = Math.min(az, bz, cz);
  if (least <= 0 && Math.max(az, bz, cz) <= 0) return;
  const { pixel, width, height, xs, ys, nearness, surface } = raster;
  let left = 0;
  let right = width - 1;
  let top = 0;
  let bottom = height - 1;
  if (least > 1e-9) {
    const u0 = ax / az;
    const u1 = bx / bz;
    const u2 = cx / cz;
    const v0 = ay / az;
    const v1 = by / bz;
    const v2 = cy / cz;
    left = Math.max(0, columnFrom(raster, Math.min(u0, u1, u2) - pixel));
    right = Math.min(width - 1, columnTo(raster, Math.max(u0, u1, u2) + pixel));
    top = Math.max(0, rowFrom(raster, Math.max(v0, v1, v2) + pixel));
    bottom = Math.min(height - 1, rowTo(raster, Math.min(v0, v1, v2) - pixel));
    if (left > right || top > bottom) return;
  }
  const at = STRIDE * triangle;
  triangles[at] = e0x;
  triangles[at + 1] = e0y;
  triangles[at + 2] = e0z;
  triangles[at + 3] = cy * az - cz * ay;
  triangles[at + 4] = cz * ax - cx * az;
  triangles[at + 5] = cx * ay - cy * ax;
  triangles[at + 6] = ay * bz - az * by;
  triangles[at + 7] = az * bx - ax * bz;
  triangles[at + 8] = ax * by - ay * bx;
  triangles[at + 9] = 1 / determinant;
  touch(raster, left, right, top, bottom);
  const name = view.primitive.firstSurface + triangle;
  for (let row = top; row <= bottom; row++) {
    const y = ys[row]!;
    let from = Number.NEGATIVE_INFINITY;
    let to = Number.POSITIVE_INFINITY;
    for (let edge = at; edge < at + 9; edge += 3) {
      const slope = triangles[edge]!;
      const rest = triangles[edge + 1]! * y + triangles[edge + 2]!;
      if (slope > 0) from = Math.max(from, -rest / slope);
      else if (slope < 0) to = Math.min(to, -rest / slope);
      else if (rest < 0) to = Number.NEGATIVE_INFINITY;
    }
    const first = Math.max(left, columnFrom(raster, from));
    const last = Math.min(right, columnTo(raster, to));
    for (let column = first, pixelAt = row * width + first; column <= last; column++, pixelAt++) {
      const s = nearnessOn(triangles, at, xs[column]!, y);
      if (s > nearness[pixelAt]! && s < MOST_NEARNESS) {
        nearness[pixelAt] = s;
        surface[pixelAt] = name;
      }
    }
  }
}

/** Lets the samples that meet a triangle nearest see it. The triangle must be one that was drawn. */
export function sampleTriangle({ triangles, primitive }: TerrainView, triangle: number, samples: Samples): void {
  const { x, y, nearness, surface } = samples;
  const at = STRIDE * triangle;
  for (let i = 0; i < SAMPLES; i++) {
    const sx = x[i]!;
    const sy = y[i]!;
    let edge = at;
    while (edge < at + 9 && triangles[edge]! * sx + triangles[edge + 1]! * sy + triangles[edge + 2]! >= 0) edge += 3;
    if (edge < at + 9) continue;
    const s = nearnessOn(triangles, at, sx, sy);
    if (s > nearness[i]! && s < MOST_NEARNESS) {
      nearness[i] = s;
      surface[i] = primitive.firstSurface + triangle;
    }
  }
}

/** Writes the bytes of the triangle where a ray meets it, or of its border where it passes by. hit [3]: the ray's x and y, and the nearness. */
export function shadeTriangle(
  out: Uint8Array,
  to: number,
  view: TerrainView,
  triangle: number,
  hit: Float64Array,
): void {
  const x = hit[0]!;
  const y = hit[1]!;
  const { triangles, colours, form } = view;
  const at = STRIDE * triangle;
  let p = Math.max(0, triangles[at]! * x + triangles[at + 1]! * y + triangles[at + 2]!);
  let q = Math.max(0, triangles[at + 3]! * x + triangles[at + 4]! * y + triangles[at + 5]!);
  const r = Math.max(0, triangles[at + 6]! * x + triangles[at + 7]! * y + triangles[at + 8]!);
  const per = 1 / (p + q + r);
  p *= per;
  q *= per;
  const cell = triangle >> 1;
  const perRow = form.columns - 1;
  const corner = Math.floor(cell / perRow) * form.columns + (cell % perRow);
  const upper = triangle & 1;
  const a = 3 * (corner + upper);
  const b = 3 * (corner + 1 + (upper ? form.columns : 0));
  const c = 3 * (corner + form.columns);
  for (let channel = 0; channel < 3; channel++) {
    const last = colours[c + channel]!;
    out[to + channel] = (last + (colours[a + channel]! - last) * p + (colours[b + channel]! - last) * q + 0.5) | 0;
  }
}

function nearnessOn(triangles: Float64Array, at: number, x: number, y: number): number {
  const sum =
    (triangles[at]! + triangles[at + 3]! + triangles[at + 6]!) * x +
    (triangles[at + 1]! + triangles[at + 4]! + triangles[at + 7]!) * y +
    (triangles[at + 2]! + triangles[at + 5]! + triangles[at + 8]!);
  return sum * triangles[at + 9]!;
}
