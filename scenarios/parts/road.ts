/** The road of a track that an episode has drawn: which tile is where, and how it looks. */
import type { SceneBody, Vec3 } from "../../sim/index.ts";

const ROAD_HEIGHT = 0.02;
/** No tile reaches further from its end's middle, m, for each metre of half its width; and for its length. */
const REACH = 1.4;
const LONGEST = 7;

/** Of each tile: its far end's middle, and the unit vector to the right (x, y, rx, ry). [4 × tiles] */
export interface Road {
  readonly track: Float64Array;
  readonly tiles: number;
  readonly halfWidth: number;
}

/** The tile whose end is nearest to a point. */
export function nearestTile({ track, tiles }: Road, x: number, y: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let tile = 0; tile < tiles; tile++) {
    const dx = track[4 * tile]! - x;
    const dy = track[4 * tile + 1]! - y;
    if (dx * dx + dy * dy >= least) continue;
    best = tile;
    least = dx * dx + dy * dy;
  }
  return best;
}

/** Calls back with every tile below some of the points (x, y) [2 × points] that lie within `spread` of (x, y), and the point. */
export function forEachTileBelow(
  { track, tiles, halfWidth }: Road,
  { x, y, spread, points }: Points,
  call: (tile: number, point: number) => void,
): void {
  const reach = spread + REACH * halfWidth + LONGEST;
  for (let tile = 0; tile < tiles; tile++) {
    const end = 4 * tile;
    const dx = track[end]! - x;
    const dy = track[end + 1]! - y;
    if (dx * dx + dy * dy > reach * reach) continue;
    const begin = 4 * (tile === 0 ? tiles - 1 : tile - 1);
    for (let point = 0; 2 * point < points.length; point++) {
      if (isOnTile(track, begin, end, halfWidth, points[2 * point]!, points[2 * point + 1]!)) call(tile, point);
    }
  }
}

/** Some points about a place. */
export interface Points {
  readonly x: number;
  readonly y: number;
  readonly spread: number;
  /** (x, y) of each. */
  readonly points: ArrayLike<number>;
}

/** Whether a point is between two ends of tiles, within what joins their sides: to the left of all four lines. */
function isOnTile(track: Float64Array, begin: number, end: number, half: number, x: number, y: number): boolean {
  const [bx, by, brx, bry] = [track[begin]!, track[begin + 1]!, half * track[begin + 2]!, half * track[begin + 3]!];
  const [ex, ey, erx, ery] = [track[end]!, track[end + 1]!, half * track[end + 2]!, half * track[end + 3]!];
  return (
    isLeft(bx - brx, by - bry, bx + brx, by + bry, x, y) &&
    isLeft(bx + brx, by + bry, ex + erx, ey + ery, x, y) &&
    isLeft(ex + erx, ey + ery, ex - erx, ey - ery, x, y) &&
    isLeft(ex - erx, ey - ery, bx - brx, by - bry, x, y)
  );
}

/** Whether a point is to the left of the line from a to b, or on it. */
function isLeft(ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
}

/** The road as a closed ribbon, and its start line. */
export function roadScenery({ track, tiles, halfWidth }: Road): readonly SceneBody[] {
  const across = (tile: number, height: number): number[] => {
    const at = 4 * (tile % tiles);
    const [x, y, rx, ry] = [track[at]!, track[at + 1]!, track[at + 2]!, track[at + 3]!];
    return [-halfWidth, halfWidth].flatMap((side) => [x + side * rx, y + side * ry, height]);
  };
  const ribbon = (name: string, from: number, rows: number, height: number, colour: Vec3): SceneBody => {
    const corners = Array.from({ length: rows }, (_, i) => across(from + i, height)).flat();
    const geometry = { kind: "patch", rows, columns: 2, corners } as const;
    return { name, moves: false, shapes: [{ geometry, position: [0, 0, 0], rotation: [0, 0, 0, 1], colour }] };
  };
  return [
    ribbon("road", 0, tiles + 1, ROAD_HEIGHT, [0.42, 0.43, 0.46]),
    ribbon("start line", 0, 2, 2 * ROAD_HEIGHT, [0.93, 0.93, 0.95]),
  ];
}
