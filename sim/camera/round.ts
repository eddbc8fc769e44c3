/** Spheres, capsules and cylinders, met exactly by every ray. */
import type { Primitive, Round } from "./compile-scene.ts";
import type { Eye } from "./eye.ts";
import { litInto } from "./lighting.ts";
import { columnFrom, columnTo, MOST_NEARNESS, type Raster, rowFrom, rowTo, touch } from "./raster.ts";

/**
 * One primitive before the eye. With the ray's d, the axis a and the middle c, and ⊥ for what is across the axis:
 * A = d⊥², B = d⊥·c⊥, C = c⊥² − r². The side is met where A z² − 2 B z + C = 0, that is at nearness
 * s = (B + √(B² − A C)) / C. A sphere is a capsule with a = 0.
 */
export interface RoundView {
  readonly form: Round;
  readonly primitive: Primitive;
  readonly index: number;
  /** Whether the eye is outside and something may be before it. */
  seen: boolean;
  cx: number;
  cy: number;
  cz: number;
  ax: number;
  ay: number;
  az: number;
  /** a · c */
  ca: number;
  /** C, and 1 / C. */
  outside: number;
  perOutside: number;
  /** C of the end sphere at c + h a, and at c − h a. */
  outsideTop: number;
  outsideBottom: number;
  /** Surface that the last ray met. */
  met: number;
}

export function createRoundView(primitive: Primitive, form: Round, index: number): RoundView {
  return {
    form,
    primitive,
    index,
    seen: false,
    cx: 0,
    cy: 0,
    cz: 0,
    ax: 0,
    ay: 0,
    az: 0,
    ca: 0,
    outside: 0,
    perOutside: 0,
    outsideTop: 0,
    outsideBottom: 0,
    met: 0,
  };
}

/** Takes a place in the eye's frame, and colours the bases of a cylinder. place [12]. */
export function placeRound(view: RoundView, place: Float64Array, { lights }: Eye, colours: Uint8Array): void {
  const { radius, halfLength: h, axisLength, flatEnds } = view.form;
  const cx = place[9]!;
  const cy = place[10]!;
  const cz = place[11]!;
  const ax = axisLength * place[2]!;
  const ay = axisLength * place[5]!;
  const az = axisLength * place[8]!;
  const ca = ax * cx + ay * cy + az * cz;
  const square = cx * cx + cy * cy + cz * cz;
  const outside = square - ca * ca - radius * radius;
  view.cx = cx;
  view.cy = cy;
  view.cz = cz;
  view.ax = ax;
  view.ay = ay;
  view.az = az;
  view.ca = ca;
  view.outside = outside;
  view.perOutside = 1 / outside;
  view.outsideTop = square + 2 * h * ca + h * h - radius * radius;
  view.outsideBottom = square - 2 * h * ca + h * h - radius * radius;
  // The eye is at −ca along the axis.
  const beyond = Math.abs(ca) - h;
  const inside =
    outside <= 0 && (flatEnds ? beyond <= 0 : beyond <= 0 || (ca < 0 ? view.outsideTop : view.outsideBottom) <= 0);
  view.seen = !inside && cz + h * Math.abs(az) + radius > 0;
  if (!flatEnds) return;
  const { albedo, firstSurface } = view.primitive;
  const key = ax * lights[0]! + ay * lights[1]! + az * lights[2]!;
  const fill = ax * lights[3]! + ay * lights[4]! + az * lights[5]!;
  const up = ax * lights[6]! + ay * lights[7]! + az * lights[8]!;
  litInto(colours, 3 * (firstSurface + 1), albedo, key, fill, up);
  litInto(colours, 3 * (firstSurface + 2), albedo, -key, -fill, -up);
}

/** Nearness of the primitive on the ray through (x, y), 0 where it is missed; `met` names the surface. */
export function traceRound(view: RoundView, x: number, y: number): number {
  const { halfLength: h, flatEnds } = view.form;
  const dd = x * x + y * y + 1;
  const da = view.ax * x + view.ay * y + view.az;
  const dc = view.cx * x + view.cy * y + view.cz;
  const outside = view.outside;
  const ca = view.ca;
  const a = dd - da * da;
  const b = dc - da * ca;
  let top = ca < 0;
  if (outside > 0) {
    const root = b * b - a * outside;
    if (root < 0) return 0;
    const s = (b + Math.sqrt(root)) * view.perOutside;
    if (s <= 0) return 0;
    const along = da - ca * s;
    if (Math.abs(along) <= h * s) {
      view.met = view.primitive.firstSurface;
      return s;
    }
    top = along > 0;
  }
  if (flatEnds) {
    const beyond = Math.abs(ca) - h;
    if (beyond <= 0) return 0;
    top = ca < 0;
    const s = (top ? -da : da) / beyond;
    if (s <= 0 || a - (2 * b - outside * s) * s > 0) return 0;
    view.met = view.primitive.firstSurface + (top ? 1 : 2);
    return s;
  }
  const c = top ? view.outsideTop : view.outsideBottom;
  if (c <= 0) return 0;
  const toEnd = top ? dc + h * da : dc - h * da;
  const root = toEnd * toEnd - dd * c;
  if (root < 0) return 0;
  view.met = view.primitive.firstSurface;
  return (toEnd + Math.sqrt(root)) / c;
}

/** Draws it over what is farther. */
export function drawRound(view: RoundView, raster: Raster): void {
  if (!view.seen) return;
  const { xs, ys, pixel, nearness, surface, thin, width, height } = raster;
  const { radius, halfLength } = view.form;
  const h = halfLength;
  // Thinner than a pixel and a half: rays beside it are noted too, for samples between them may meet it.
  const isThin = 2 * radius < 1.5 * pixel * (view.cz + h * Math.abs(view.az));
  const margin = isThin ? pixel : 0;
  const reach = boundsOf(view);
  const left = Math.max(0, columnFrom(raster, reach.left - margin));
  const right = Math.min(width - 1, columnTo(raster, reach.right + margin));
  const top = Math.max(0, rowFrom(raster, reach.top + margin));
  const bottom = Math.min(height - 1, rowTo(raster, reach.bottom - margin));
  if (!(left <= right && top <= bottom)) return;
  touch(raster, left - 1, right + 1, top - 1, bottom + 1);

  const { ax, ay, az, cx, cy, cz, ca, outside, index } = view;
  const b1 = cx - ax * ca;
  const q2 = b1 * b1 - outside * (1 - ax * ax);
  const bounded = outside > 0 && q2 < 0;
  for (let row = top; row <= bottom; row++) {
    const y = ys[row]!;
    let first = left;
    let last = right;
    if (bounded) {
      // Where B² − A C ≥ 0 on this row, as a polynomial in x.
      const a0 = ay * y + az;
      const b0 = (cy - ay * ca) * y + cz - az * ca;
      const half = b1 * b0 + outside * ax * a0;
      const root = half * half - q2 * (b0 * b0 - outside * (y * y + 1 - a0 * a0));
      if (root < 0) {
        if (!isThin) continue;
      } else {
        const width = Math.sqrt(root);
        first = Math.max(left, columnFrom(raster, (half - width) / -q2 - margin));
        last = Math.min(right, columnTo(raster, (half + width) / -q2 + margin));
      }
    }
    for (let column = first, at = row * width + first; column <= last; column++, at++) {
      const s = traceRound(view, xs[column]!, y);
      if (isThin) thin[at] = index;
      if (s > nearness[at]! && s < MOST_NEARNESS) {
        nearness[at] = s;
        surface[at] = view.met;
      }
    }
  }
}

const BOUNDS = { left: 0, right: 0, top: 0, bottom: 0 };

/** What the two end spheres reach on the plane before the eye; everything where one is not wholly before it. */
function boundsOf({ form: { radius, halfLength: h }, cx, cy, cz, ax, ay, az, seen }: RoundView): typeof BOUNDS {
  BOUNDS.left = BOUNDS.bottom = Number.POSITIVE_INFINITY;
  BOUNDS.right = BOUNDS.top = Number.NEGATIVE_INFINITY;
  if (!seen) return BOUNDS;
  for (let end = -1; end <= 1; end += 2) {
    const x = cx + end * h * ax;
    const y = cy + end * h * ay;
    const z = cz + end * h * az;
    const under = z * z - radius * radius;
    if (z <= 0 || under <= 1e-9) {
      BOUNDS.left = BOUNDS.bottom = Number.NEGATIVE_INFINITY;
      BOUNDS.right = BOUNDS.top = Number.POSITIVE_INFINITY;
      return BOUNDS;
    }
    // Tangents from the eye to the sphere's outline in the (x, z) and (y, z) planes.
    const wx = radius * Math.sqrt(x * x + under);
    const wy = radius * Math.sqrt(y * y + under);
    BOUNDS.left = Math.min(BOUNDS.left, (x * z - wx) / under);
    BOUNDS.right = Math.max(BOUNDS.right, (x * z + wx) / under);
    BOUNDS.bottom = Math.min(BOUNDS.bottom, (y * z - wy) / under);
    BOUNDS.top = Math.max(BOUNDS.top, (y * z + wy) / under);
  }
  return BOUNDS;
}

/** Writes the bytes of the surface where the ray through (x, y) meets it at nearness s. */
export function shadeRound(
  out: Uint8Array,
  to: number,
  view: RoundView,
  lights: Float64Array,
  x: number,
  y: number,
  s: number,
): void {
  const { radius, halfLength: h } = view.form;
  const { ax, ay, az } = view;
  const z = 1 / s;
  let along = (ax * x + ay * y + az) * z - view.ca;
  along = along > h ? h : Math.max(along, -h);
  const per = 1 / radius;
  const nx = (x * z - view.cx - ax * along) * per;
  const ny = (y * z - view.cy - ay * along) * per;
  const nz = (z - view.cz - az * along) * per;
  litInto(
    out,
    to,
    view.primitive.albedo,
    nx * lights[0]! + ny * lights[1]! + nz * lights[2]!,
    nx * lights[3]! + ny * lights[4]! + nz * lights[5]!,
    nx * lights[6]! + ny * lights[7]! + nz * lights[8]!,
  );
}
