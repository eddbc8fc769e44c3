/** Random closed tracks as CarRacing draws them: a path that always turns towards the next of twelve points around a circle. */
import { atan2, cos, type Rng, sin } from "../../sim/index.ts";

/** Lengths in CarRacing's units, here metres. */
const RADIUS = 150;
const CHECKPOINTS = 12;
const STEP = 3.5;
/** Most that the path turns in a step, rad, and what it turns for each metre that the next point lies to its side. */
const MOST_TURN = 0.31;
const TURN_PER_METRE = 0.006;
const SLIGHT = 0.05;
/** Where the two ends of a lap meet. */
const MOST_GAP = 2 * STEP;
const MOST_STEPS = 2500;
/** Paths beyond these are drawn again, as those that do not close. CarRacing's have 200 to 350 tiles. */
const LEAST_TILES = 160;
export const MOST_TILES = 400;

/** A tile's far end: a point on the track's middle, and the unit vector to its right. The track runs counter-clockwise. */
export interface TrackPoint {
  readonly x: number;
  readonly y: number;
  readonly rightX: number;
  readonly rightY: number;
}

/** A closed track; the tile of each point lies between it and the point before. */
export function drawTrack(rng: Rng): readonly TrackPoint[] {
  for (;;) {
    const lap = lapOf(drawPath(drawCheckpoints(rng)));
    if (lap && lap.length >= LEAST_TILES && lap.length <= MOST_TILES) return lap.map(pointOf);
  }
}

interface Checkpoint {
  readonly bearing: number;
  readonly x: number;
  readonly y: number;
}

interface PathPoint {
  /** From the circle's middle, rad. */
  readonly bearing: number;
  /** Of the vector to the right, rad. */
  readonly angle: number;
  readonly x: number;
  readonly y: number;
}

const START_BEARING = -Math.PI / CHECKPOINTS;

/** The first and the last lie far out, so that the start is on a long bend. */
function drawCheckpoints(rng: Rng): Checkpoint[] {
  const sector = (2 * Math.PI) / CHECKPOINTS;
  return Array.from({ length: CHECKPOINTS }, (_, i) => {
    const [noise, depth] = [rng.uniform(), rng.uniform()];
    const fixed = i === 0 || i === CHECKPOINTS - 1;
    const bearing = sector * (fixed ? i : i + noise);
    const radius = RADIUS * (fixed ? 1.5 : 1 / 3 + (2 / 3) * depth);
    return { bearing, x: radius * cos(bearing), y: radius * sin(bearing) };
  });
}

/** Some laps through the checkpoints, from the first. */
function drawPath(checkpoints: readonly Checkpoint[]): PathPoint[] {
  const path: PathPoint[] = [];
  let [x, y, angle, next, laps, onFarSide] = [1.5 * RADIUS, 0, 0, 0, 0, false];
  while (laps <= 4 && path.length < MOST_STEPS) {
    let bearing = atan2(y, x);
    if (onFarSide && bearing > 0) {
      laps++;
      onFarSide = false;
    }
    if (bearing < 0) {
      onFarSide = true;
      bearing += 2 * Math.PI;
    }
    // The next checkpoint that is not yet passed; beyond the last one, the first again, a turn further.
    while (bearing > checkpoints[next]!.bearing) {
      next = (next + 1) % CHECKPOINTS;
      if (next === 0) bearing -= 2 * Math.PI;
    }
    while (angle - bearing > 1.5 * Math.PI) angle -= 2 * Math.PI;
    while (angle - bearing < -1.5 * Math.PI) angle += 2 * Math.PI;
    const [rightX, rightY] = [cos(angle), sin(angle)];
    const aside = rightX * (checkpoints[next]!.x - x) + rightY * (checkpoints[next]!.y - y);
    const turn = Math.min(MOST_TURN, TURN_PER_METRE * Math.abs(aside));
    const before = angle;
    if (aside > SLIGHT) angle -= turn;
    if (aside < -SLIGHT) angle += turn;
    x -= STEP * rightY;
    y += STEP * rightX;
    path.push({ bearing, angle: (before + angle) / 2, x, y });
  }
  return path;
}

/** The last whole lap of a path, where it closes. */
function lapOf(path: readonly PathPoint[]): readonly PathPoint[] | null {
  const starts: number[] = [];
  for (let i = path.length - 1; i > 0 && starts.length < 2; i--) {
    if (path[i]!.bearing > START_BEARING && path[i - 1]!.bearing <= START_BEARING) starts.push(i);
  }
  const [end, begin] = starts;
  if (end === undefined || begin === undefined) return null;
  const lap = path.slice(begin, end - 1);
  const [first, last] = [lap[0], lap.at(-1)];
  if (!first || !last) return null;
  const [gapX, gapY] = [first.x - last.x, first.y - last.y];
  return Math.sqrt(gapX * gapX + gapY * gapY) <= MOST_GAP ? lap : null;
}

function pointOf({ x, y, angle }: PathPoint): TrackPoint {
  return { x, y, rightX: cos(angle), rightY: sin(angle) };
}
