/** The road of a track that an episode has drawn: which tile is where, and how it looks. */
import type { SceneBody, Vec3 } from "../../sim/index.ts";

/** Length of a tile, m, and tiles in which the nearest is looked for to either side. */
const TILE = 3.5;
const LOOK = 10;
const ROAD_HEIGHT = 0.02;

/** Of each tile: its far end's middle, and the unit vector to the right (x, y, rx, ry). [4 × tiles] */
export interface Road {
  readonly track: Float64Array;
  readonly tiles: number;
  readonly halfWidth: number;
}

/** The tile whose end is nearest to a point, looked for about the last one. */
export function nearestTile({ track, tiles }: Road, last: number, x: number, y: number): number {
  let [best, least] = [last, Number.POSITIVE_INFINITY];
  for (let step = -LOOK; step <= LOOK; step++) {
    const tile = (last + step + tiles) % tiles;
    const [dx, dy] = [track[4 * tile]! - x, track[4 * tile + 1]! - y];
    if (dx * dx + dy * dy >= least) continue;
    [best, least] = [tile, dx * dx + dy * dy];
  }
  return best;
}

/** The tile below a point near tile `nearest`; −1 beside the road. */
export function tileBelow({ track, tiles, halfWidth }: Road, nearest: number, x: number, y: number): number {
  for (let step = -2; step <= 2; step++) {
    const tile = (nearest + step + tiles) % tiles;
    const at = 4 * tile;
    const [dx, dy] = [x - track[at]!, y - track[at + 1]!];
    const [rx, ry] = [track[at + 2]!, track[at + 3]!];
    const along = dy * rx - dx * ry;
    if (along <= 0 && along >= -TILE && Math.abs(dx * rx + dy * ry) <= halfWidth) return tile;
  }
  return -1;
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
