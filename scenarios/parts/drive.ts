/** Drives a free body at a velocity along the world's axes, as a gantry would: with so much force and within so much room. */
import type { TaskWorld, Vec3 } from "../../sim/index.ts";

/** A body that may move along x, y and z, and does not turn. */
export interface Drive {
  readonly body: string;
  /** Of what is driven, kg. */
  readonly mass: number;
  /** m/s, for an action of 1. */
  readonly speed: number;
  /** Along each axis, N. */
  readonly maxForce: number;
  /** Where the body's origin may be; it slows down before. */
  readonly low: Vec3;
  readonly high: Vec3;
  /** What of its weight the gantry carries, m/s². */
  readonly gravity: number;
}

/** How early it slows down before an end of its room. */
const ENDING_SECS = 0.05;
/** Share of the missing speed that a physics step makes up for, where the force suffices: steady for every share below 1. */
const GAIN = 0.5;

type DrivenWorld = Pick<TaskWorld, "body" | "addForce" | "substepSecs">;

/** Adds the force of a physics step towards `action` times the speed. In `control`. action [3] or fewer, x first */
export function driveBody({ body, addForce, substepSecs }: DrivenWorld, drive: Drive, action: ArrayLike<number>): void {
  const { position, velocity } = body(drive.body);
  const { mass, maxForce } = drive;
  const force = [0, 1, 2].map((axis) => {
    const wanted = wantedSpeed(drive, axis as 0 | 1 | 2, position, action[axis] ?? 0);
    const missing = (GAIN * mass * (wanted - velocity[axis]!)) / substepSecs;
    return Math.min(maxForce, Math.max(-maxForce, missing));
  }) as [number, number, number];
  addForce(drive.body, [force[0], force[1], force[2] + mass * drive.gravity]);
}

/** The speed along an axis; near an end no more than half of the force can brake in time. */
function wantedSpeed(
  { speed, mass, maxForce, low, high }: Drive,
  axis: 0 | 1 | 2,
  position: Vec3,
  action: number,
): number {
  const limit = (room: number): number =>
    room < 0 ? room / ENDING_SECS : Math.min(room / ENDING_SECS, Math.sqrt((room * maxForce) / mass));
  return Math.max(-limit(position[axis] - low[axis]), Math.min(limit(high[axis] - position[axis]), speed * action));
}
