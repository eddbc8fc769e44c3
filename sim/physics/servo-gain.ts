/** How hard a velocity servo corrects its joint's speed. */

/** Its force reaches its greatest where the speed is off by this share of the gear. */
const SERVO_BAND = 0.05;

/** Force for each m/s (or torque for each rad/s) that the speed is off. */
export function servoGain(gear: number, maxForce: number): number {
  return maxForce / (SERVO_BAND * Math.max(Math.abs(gear), 1e-9));
}
