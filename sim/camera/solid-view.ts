/** Boxes, planes and convex meshes before the eye: the faces turned to it within their outline. */
import type { Primitive } from "./compile-scene.ts";
import type { Eye } from "./eye.ts";
import { litInto } from "./lighting.ts";
import { columnFrom, columnTo, MOST_NEARNESS, type Raster, rowFrom, rowTo, touch } from "./raster.ts";
import { SAMPLES, type Samples } from "./samples.ts";
import type { Solid } from "./solid.ts";

/** The ray through (x, y) meets the solid where every edge's e·(x, y, 1) ≥ 0, at the least nearness f·(x, y, 1) of its faces. */
export interface SolidView {
  readonly form: Solid;
  readonly primitive: Primitive;
  readonly index: number;
  /** Corners in the eye's frame [3 × corners]. */
  readonly corners: Float64Array;
  /** Which faces are turned to the eye [faces]. */
  readonly front: Uint8Array;
  /** [3 × edgeCount] of the outline's edges. */
  readonly edges: Float64Array;
  edgeCount: number;
  /** [3 × faceCount] of the faces turned to the eye, and their surfaces. */
  readonly faces: Float64Array;
  readonly surfaces: Int32Array;
  faceCount: number;
  /** Whether it is thinner than a pixel and a half. */
  isThin: boolean;
  /** Depth of its farthest corner. */
  farthest: number;
  /** What it reaches on the plane before the eye. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function createSolidView(primitive: Primitive, form: Solid, index: number): SolidView {
  const faces = form.faces.length / 4;
  return {
    form,
    primitive,
    index,
    corners: new Float64Array(form.corners.length),
    front: new Uint8Array(faces),
    edges: new Float64Array((3 * form.edges.length) / 4),
    edgeCount: 0,
    faces: new Float64Array(3 * faces),
    surfaces: new Int32Array(faces),
    faceCount: 0,
    isThin: false,
    farthest: 0,
    left: 0,
    right: 0,
    top: 0,
    bottom: 0,
  };
}

const NORMAL = new Float64Array(3);

/** Takes a place in the eye's frame, and colours the faces. place [12]. */
export function placeSolid(
  view: SolidView,
  place: Float64Array,
  { lights }: Eye,
  colours: Uint8Array,
  pixel: number,
): void {
  const { form, corners, front, edges, faces, surfaces, primitive } = view;
  const px = place[9]!;
  const py = place[10]!;
  const pz = place[11]!;
  let faceCount = 0;
  for (let face = 0, at = 0; at < form.faces.length; face++, at += 4) {
    const a = form.faces[at]!;
    const b = form.faces[at + 1]!;
    const c = form.faces[at + 2]!;
    const nx = place[0]! * a + place[1]! * b + place[2]! * c;
    const ny = place[3]! * a + place[4]! * b + place[5]! * c;
    const nz = place[6]! * a + place[7]! * b + place[8]! * c;
    const k = form.faces[at + 3]! + nx * px + ny * py + nz * pz;
    // The eye is in front of n · p = k where n · 0 > k.
    const turned = k < -1e-12;
    front[face] = turned ? 1 : 0;
    if (!turned) continue;
    faces[3 * faceCount] = nx / k;
    faces[3 * faceCount + 1] = ny / k;
    faces[3 * faceCount + 2] = nz / k;
    const surface = primitive.firstSurface + face;
    surfaces[faceCount++] = surface;
    NORMAL[0] = nx;
    NORMAL[1] = ny;
    NORMAL[2] = nz;
    litInto(colours, 3 * surface, primitive.albedo, NORMAL, lights);
  }
  view.faceCount = faceCount;
  if (faceCount === 0) return;
  placeCorners(view, place);
  if (view.faceCount === 0) return;
  view.isThin = form.thickness < 1.5 * pixel * view.farthest;
  let edgeCount = 0;
  for (let at = 0; at < form.edges.length; at += 4) {
    const other = form.edges[at + 3]!;
    const mine = front[form.edges[at + 2]!]!;
    if (mine === (other < 0 ? 0 : front[other]!)) continue;
    // Counter-clockwise about a face turned to the eye, as it is seen.
    const from = 3 * (mine ? form.edges[at]! : form.edges[at + 1]!);
    const to = 3 * (mine ? form.edges[at + 1]! : form.edges[at]!);
    const ax = corners[from]!;
    const ay = corners[from + 1]!;
    const az = corners[from + 2]!;
    const bx = corners[to]!;
    const by = corners[to + 1]!;
    const bz = corners[to + 2]!;
    edges[edgeCount++] = ay * bz - az * by;
    edges[edgeCount++] = az * bx - ax * bz;
    edges[edgeCount++] = ax * by - ay * bx;
  }
  view.edgeCount = edgeCount / 3;
}

/** Corners in the eye's frame, and what they reach on the plane before the eye. */
function placeCorners(view: SolidView, place: Float64Array): void {
  const { form, corners } = view;
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  let bottom = Number.POSITIVE_INFINITY;
  let before = 0;
  let farthest = 0;
  for (let at = 0; at < corners.length; at += 3) {
    const a = form.corners[at]!;
    const b = form.corners[at + 1]!;
    const c = form.corners[at + 2]!;
    const x = place[0]! * a + place[1]! * b + place[2]! * c + place[9]!;
    const y = place[3]! * a + place[4]! * b + place[5]! * c + place[10]!;
    const z = place[6]! * a + place[7]! * b + place[8]! * c + place[11]!;
    corners[at] = x;
    corners[at + 1] = y;
    corners[at + 2] = z;
    farthest = Math.max(farthest, z);
    if (z < 1e-6) continue;
    before += 3;
    left = Math.min(left, x / z);
    right = Math.max(right, x / z);
    bottom = Math.min(bottom, y / z);
    top = Math.max(top, y / z);
  }
  if (before === 0) view.faceCount = 0;
  view.farthest = farthest;
  const whole = before === corners.length;
  view.left = whole ? left : Number.NEGATIVE_INFINITY;
  view.right = whole ? right : Number.POSITIVE_INFINITY;
  view.bottom = whole ? bottom : Number.NEGATIVE_INFINITY;
  view.top = whole ? top : Number.POSITIVE_INFINITY;
}

/** Lets the samples that meet it nearest see it. */
export function sampleSolid(view: SolidView, { x, y, nearness, surface, spread }: Samples): void {
  const { edges, faces, surfaces, faceCount } = view;
  if (faceCount === 0) return;
  const edgesEnd = 3 * view.edgeCount;
  const middleX = x[SAMPLES]!;
  const middleY = y[SAMPLES]!;
  const widest = spread[0]!;
  let inside = 0b1111;
  for (let at = 0; at < edgesEnd; at += 3) {
    const ex = edges[at]!;
    const ey = edges[at + 1]!;
    const middle = ex * middleX + ey * middleY + edges[at + 2]!;
    const reach = widest * (Math.abs(ex) + Math.abs(ey));
    // An edge that does not pass through the pixel has all samples on one side.
    if (middle > reach) continue;
    if (middle < -reach) return;
    for (let i = 0; i < SAMPLES; i++) {
      if (ex * x[i]! + ey * y[i]! + edges[at + 2]! < 0) inside &= ~(1 << i);
    }
    if (inside === 0) return;
  }
  for (let i = 0; i < SAMPLES; i++) {
    if ((inside & (1 << i)) === 0) continue;
    let s = faces[0]! * x[i]! + faces[1]! * y[i]! + faces[2]!;
    let met = 0;
    for (let face = 1, at = 3; face < faceCount; face++, at += 3) {
      const other = faces[at]! * x[i]! + faces[at + 1]! * y[i]! + faces[at + 2]!;
      if (other < s) {
        s = other;
        met = face;
      }
    }
    if (s > nearness[i]! && s < MOST_NEARNESS) {
      nearness[i] = s;
      surface[i] = surfaces[met]!;
    }
  }
}

/** Draws it over what is farther. */
export function drawSolid(view: SolidView, raster: Raster): void {
  const { faceCount, edges, index } = view;
  if (faceCount === 0) return;
  const { ys, pixel, thin, width, height } = raster;
  const margin = view.isThin ? pixel : 0;
  const left = Math.max(0, columnFrom(raster, view.left - margin));
  const right = Math.min(width - 1, columnTo(raster, view.right + margin));
  const top = Math.max(0, rowFrom(raster, view.top + margin));
  const bottom = Math.min(height - 1, rowTo(raster, view.bottom - margin));
  if (!(left <= right && top <= bottom)) return;
  touch(raster, left - 1, right + 1, top - 1, bottom + 1);

  const edgesEnd = 3 * view.edgeCount;
  for (let row = top; row <= bottom; row++) {
    const y = ys[row]!;
    let from = Number.NEGATIVE_INFINITY;
    let to = Number.POSITIVE_INFINITY;
    // The same with every edge moved outwards by a pixel: samples of the pixels in between may meet what is thin.
    let wideFrom = Number.NEGATIVE_INFINITY;
    let wideTo = Number.POSITIVE_INFINITY;
    for (let at = 0; at < edgesEnd; at += 3) {
      const slope = edges[at]!;
      const rest = edges[at + 1]! * y + edges[at + 2]!;
      const slack = margin * (Math.abs(slope) + Math.abs(edges[at + 1]!));
      if (slope > 0) {
        from = Math.max(from, -rest / slope);
        wideFrom = Math.max(wideFrom, -(rest + slack) / slope);
      } else if (slope < 0) {
        to = Math.min(to, -rest / slope);
        wideTo = Math.min(wideTo, -(rest + slack) / slope);
      } else if (rest < 0) {
        to = Number.NEGATIVE_INFINITY;
        if (rest + slack < 0) wideTo = Number.NEGATIVE_INFINITY;
      }
    }
    const first = Math.max(left, columnFrom(raster, from));
    const last = Math.min(right, columnTo(raster, to));
    if (first <= last) drawSpan(view, raster, row, first, last);
    if (!view.isThin) continue;
    const wideFirst = Math.max(left, columnFrom(raster, wideFrom));
    const wideLast = Math.min(right, columnTo(raster, wideTo));
    for (let column = wideFirst; column <= wideLast; column++) {
      if (column < first || column > last) thin[row * width + column] = index;
    }
  }
}

function drawSpan(view: SolidView, raster: Raster, row: number, first: number, last: number): void {
  const { faceCount, faces, surfaces } = view;
  const { xs, ys, nearness, surface, width } = raster;
  const y = ys[row]!;
  const slope0 = faces[0]!;
  const rest0 = faces[1]! * y + faces[2]!;
  for (let column = first, at = row * width + first; column <= last; column++, at++) {
    const x = xs[column]!;
    let s = slope0 * x + rest0;
    let met = 0;
    for (let face = 1, of = 3; face < faceCount; face++, of += 3) {
      const other = faces[of]! * x + faces[of + 1]! * y + faces[of + 2]!;
      if (other < s) {
        s = other;
        met = face;
      }
    }
    if (s > nearness[at]! && s < MOST_NEARNESS) {
      nearness[at] = s;
      surface[at] = surfaces[met]!;
    }
  }
}
