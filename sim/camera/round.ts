/** Spheres, capsules and cylinders, met exactly by every ray. */
import type { Primitive, Round } from "./compile-scene.ts";
import type { Eye } from "./eye.ts";
import { litInto } from "./lighting.ts";
import { columnFrom, columnTo, MOST_NEARNESS, type Raster, rowFrom, rowTo, touch } from "./raster.ts";
import { SAMPLES, type Samples } from "./samples.ts";

/**
 * One primitive before the eye. With the ray's d, the axis a and the middle c, and ⊥ for what is across the axis:
 * A = d⊥², B = d⊥·c⊥, C = c⊥² − r². The side is met where A z² − 2 B z + C = 0, that is at nearness
 * s = (B + √(B² − A C)) / C. A sphere is a capsule with a = 0.
 */
export interface RoundView {
  readonly form: Round;
  readonly primitive: Primitive;
  readonly index: number;
  /** See `AT`. */
  readonly numbers: Float64Array;
  /** Whether the eye is outside and something may be before it. */
  seen: boolean;
}

/** Places of a view's numbers: typed arrays hold doubles without a box around each. */
const AT = {
  middle: 0,
  axis: 3,
  /** a · c */
  middleAlong: 6,
  /** C and 1 / C */
  outside: 7,
  perOutside: 8,
  /** C of the end sphere at c + h a, and at c − h a */
  outsideTop: 9,
  outsideBottom: 10,
  size: 11,
} as const;

export function createRoundView(primitive: Primitive, form: Round, index: number): RoundView {
  return { form, primitive, index, numbers: new Float64Array(AT.size), seen: false };
}

/** Takes a place in the eye's frame, and colours the bases of a cylinder. place [12]. */
export function placeRound(view: RoundView, place: Float64Array, { lights }: Eye, colours: Uint8Array): void {
  const { numbers, form, primitive } = view;
  const { radius, halfLength: h, axisLength, flatEnds } = form;
  const cx = place[9]!;
  const cy = place[10]!;
  const cz = place[11]!;
  const ax = axisLength * place[2]!;
  const ay = axisLength * place[5]!;
  const az = axisLength * place[8]!;
  const ca = ax * cx + ay * cy + az * cz;
  const square = cx * cx + cy * cy + cz * cz;
  const outside = square - ca * ca - radius * radius;
  const outsideTop = square + 2 * h * ca + h * h - radius * radius;
  const outsideBottom = square - 2 * h * ca + h * h - radius * radius;
  numbers[AT.middle] = cx;
  numbers[AT.middle + 1] = cy;
  numbers[AT.middle + 2] = cz;
  numbers[AT.axis] = ax;
  numbers[AT.axis + 1] = ay;
  numbers[AT.axis + 2] = az;
  numbers[AT.middleAlong] = ca;
  numbers[AT.outside] = outside;
  numbers[AT.perOutside] = 1 / outside;
  numbers[AT.outsideTop] = outsideTop;
  numbers[AT.outsideBottom] = outsideBottom;
  // The eye is at −ca along the axis.
  const beyond = Math.abs(ca) - h;
  const insideEnd = !flatEnds && (ca < 0 ? outsideTop : outsideBottom) <= 0;
  const inside = outside <= 0 && (beyond <= 0 || insideEnd);
  view.seen = !inside && cz + h * Math.abs(az) + radius > 0;
  if (!flatEnds) return;
  for (let base = 1; base <= 2; base++) {
    const sign = base === 1 ? 1 : -1;
    NORMAL[0] = sign * ax;
    NORMAL[1] = sign * ay;
    NORMAL[2] = sign * az;
    litInto(colours, 3 * (primitive.firstSurface + base), primitive.albedo, NORMAL, lights);
  }
}

/**
 * Meets the rays through count points and keeps what is nearer than before. The points are (xs[xFrom + i], ys[yFrom + i yStep]);
 * nearness and surface are written from `at` on.
 */
function meetRound(
  { numbers, form, primitive: { firstSurface } }: RoundView,
  xs: Float64Array,
  xFrom: number,
  ys: Float64Array,
  yFrom: number,
  yStep: number,
  count: number,
  nearness: Float64Array,
  surface: Int32Array,
  at: number,
): void {
  const { halfLength: h, flatEnds } = form;
  const cx = numbers[AT.middle]!;
  const cy = numbers[AT.middle + 1]!;
  const cz = numbers[AT.middle + 2]!;
  const ax = numbers[AT.axis]!;
  const ay = numbers[AT.axis + 1]!;
  const az = numbers[AT.axis + 2]!;
  const ca = numbers[AT.middleAlong]!;
  const outside = numbers[AT.outside]!;
  const perOutside = numbers[AT.perOutside]!;
  // How far the eye is beyond a base, and the base that it can see.
  const beyond = Math.abs(ca) - h;
  const seenTop = ca < 0;
  for (let i = 0; i < count; i++) {
    const x = xs[xFrom + i]!;
    const y = ys[yFrom + i * yStep]!;
    const dd = x * x + y * y + 1;
    const da = ax * x + ay * y + az;
    const dc = cx * x + cy * y + cz;
    const a = dd - da * da;
    const b = dc - da * ca;
    let s = 0;
    let met = firstSurface;
    let top = seenTop;
    if (outside > 0) {
      const root = b * b - a * outside;
      if (root < 0) continue;
      s = (b + Math.sqrt(root)) * perOutside;
      if (s <= 0) continue;
      const along = da - ca * s;
      if (Math.abs(along) > h * s) {
        s = 0;
        top = along > 0;
      }
    }
    if (s === 0) {
      if (flatEnds) {
        if (beyond <= 0) continue;
        s = (seenTop ? -da : da) / beyond;
        if (s <= 0 || a - (2 * b - outside * s) * s > 0) continue;
        met = firstSurface + (seenTop ? 1 : 2);
      } else {
        const c = top ? numbers[AT.outsideTop]! : numbers[AT.outsideBottom]!;
        const toEnd = top ? dc + h * da : dc - h * da;
        const root = toEnd * toEnd - dd * c;
        if (root < 0 || c <= 0) continue;
        s = (toEnd + Math.sqrt(root)) / c;
      }
    }
    if (s > nearness[at + i]! && s < MOST_NEARNESS) {
      nearness[at + i] = s;
      surface[at + i] = met;
    }
  }
}

/** Lets the samples that meet it nearest see it. */
export function sampleRound(view: RoundView, { x, y, nearness, surface }: Samples): void {
  if (view.seen) meetRound(view, x, 0, y, 0, 1, SAMPLES, nearness, surface, 0);
}

/** Draws it over what is farther. */
export function drawRound(view: RoundView, raster: Raster): void {
  if (!view.seen) return;
  const { xs, ys, pixel, nearness, surface, width, height } = raster;
  const { numbers, form } = view;
  const [cx, cy, cz] = [numbers[0]!, numbers[1]!, numbers[2]!];
  const [ax, ay, az] = [numbers[3]!, numbers[4]!, numbers[5]!];
  const ca = numbers[AT.middleAlong]!;
  const outside = numbers[AT.outside]!;
  // Thinner than a pixel and a half: rays beside it are noted too, for samples between them may meet it.
  const isThin = 2 * form.radius < 1.5 * pixel * (cz + form.halfLength * Math.abs(az));
  const margin = isThin ? pixel : 0;
  const reach = boundsOf(view);
  const left = Math.max(0, columnFrom(raster, reach.left - margin));
  const right = Math.min(width - 1, columnTo(raster, reach.right + margin));
  const top = Math.max(0, rowFrom(raster, reach.top + margin));
  const bottom = Math.min(height - 1, rowTo(raster, reach.bottom - margin));
  if (!(left <= right && top <= bottom)) return;
  touch(raster, left - 1, right + 1, top - 1, bottom + 1);

  const b1 = cx - ax * ca;
  const q2 = outside * (1 - ax * ax) - b1 * b1;
  const bounded = outside > 0 && q2 > 0;
  for (let row = top; row <= bottom; row++) {
    const y = ys[row]!;
    let first = left;
    let last = right;
    if (bounded) {
      // Where B² − A C ≥ 0 on this row: −q2 x² + 2 q1 x + q0 ≥ 0.
      const a0 = ay * y + az;
      const b0 = (cy - ay * ca) * y + cz - az * ca;
      const q1 = b1 * b0 + outside * ax * a0;
      const root = q1 * q1 + q2 * (b0 * b0 - outside * (y * y + 1 - a0 * a0));
      if (root < 0) continue;
      const reachX = Math.sqrt(root);
      first = Math.max(left, columnFrom(raster, (q1 - reachX) / q2));
      last = Math.min(right, columnTo(raster, (q1 + reachX) / q2));
    }
    meetRound(view, xs, first, ys, row, 0, last - first + 1, nearness, surface, row * width + first);
  }
  if (isThin) noteThin(view, raster, left, right, top, bottom);
}

/** Notes the primitive in the pixels that it passes within reach of their samples, but whose middles do not meet it. */
function noteThin(
  { numbers, form, primitive, index }: RoundView,
  raster: Raster,
  left: number,
  right: number,
  top: number,
  bottom: number,
): void {
  const { xs, ys, pixel, surface, thin, width } = raster;
  const { firstSurface, surfaces } = primitive;
  const ca = numbers[AT.middleAlong]!;
  const farthest = numbers[AT.middle + 2]! + form.halfLength * Math.abs(numbers[AT.axis + 2]!);
  // B² ≥ A C for a radius that is wider by most of a pixel.
  const wider = form.radius + 0.75 * pixel * farthest;
  const outside = numbers[AT.outside]! + form.radius * form.radius - wider * wider;
  for (let row = top; row <= bottom; row++) {
    const y = ys[row]!;
    for (let column = left, at = row * width + left; column <= right; column++, at++) {
      const x = xs[column]!;
      const da = numbers[AT.axis]! * x + numbers[AT.axis + 1]! * y + numbers[AT.axis + 2]!;
      const dc = numbers[AT.middle]! * x + numbers[AT.middle + 1]! * y + numbers[AT.middle + 2]!;
      const b = dc - da * ca;
      if (outside > 0 && b * b < (x * x + y * y + 1 - da * da) * outside) continue;
      const seen = surface[at]!;
      if (seen < firstSurface || seen >= firstSurface + surfaces) thin[at] = index;
    }
  }
}

const BOUNDS = { left: 0, right: 0, top: 0, bottom: 0 };

/** What the two end spheres reach on the plane before the eye; everything where one is not wholly before it. */
function boundsOf({ form: { radius, halfLength: h }, numbers }: RoundView): typeof BOUNDS {
  BOUNDS.left = BOUNDS.bottom = Number.POSITIVE_INFINITY;
  BOUNDS.right = BOUNDS.top = Number.NEGATIVE_INFINITY;
  for (let end = -h; end <= h; end += h > 0 ? 2 * h : 1) {
    const x = numbers[0]! + end * numbers[3]!;
    const y = numbers[1]! + end * numbers[4]!;
    const z = numbers[2]! + end * numbers[5]!;
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

/** Writes the bytes of the side or the round ends where a ray meets them. hit [3]: the ray's x and y, and the nearness. */
export function shadeRound(
  out: Uint8Array,
  to: number,
  { numbers, form, primitive }: RoundView,
  lights: Float64Array,
  hit: Float64Array,
): void {
  const h = form.halfLength;
  const ax = numbers[AT.axis]!;
  const ay = numbers[AT.axis + 1]!;
  const az = numbers[AT.axis + 2]!;
  const z = 1 / hit[2]!;
  const x = hit[0]! * z;
  const y = hit[1]! * z;
  const along = Math.min(h, Math.max(-h, ax * x + ay * y + az * z - numbers[AT.middleAlong]!));
  NORMAL[0] = (x - numbers[AT.middle]! - ax * along) / form.radius;
  NORMAL[1] = (y - numbers[AT.middle + 1]! - ay * along) / form.radius;
  NORMAL[2] = (z - numbers[AT.middle + 2]! - az * along) / form.radius;
  litInto(out, to, primitive.albedo, NORMAL, lights);
}

const NORMAL = new Float64Array(3);
