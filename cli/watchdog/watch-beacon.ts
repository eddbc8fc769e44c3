/** Notices a call of a scenario's function that does not return. */
import { type Beacon, type Reading, readBeacon } from "./call-beacon.ts";

/** Longest time that loading a scenario's file or one call of its functions may take; CRAIK_CALL_TIMEOUT sets another. */
export const CALL_TIMEOUT_SECS: number = Number(process.env["CRAIK_CALL_TIMEOUT"]) || 10;

const LOOK_EVERY_MS = 100;

/** Calls back once when one call has lasted too long. The timer keeps no process up; `clearInterval` ends the watch. */
export function watchBeacon(beacon: Beacon, timeoutSecs: number, late: (reading: Reading) => void): NodeJS.Timeout {
  let last = readBeacon(beacon);
  let lastLook = performance.now();
  let sameMs = 0;
  const timer = setInterval(() => {
    const now = readBeacon(beacon);
    const look = performance.now();
    // A process that was stopped meanwhile, as by Ctrl-Z, has not computed all that time.
    sameMs += Math.min(look - lastLook, 2 * LOOK_EVERY_MS);
    lastLook = look;
    if (now.place === "nothing" || now.calls !== last.calls || now.place !== last.place) {
      last = now;
      sameMs = 0;
    } else if (sameMs > timeoutSecs * 1000) {
      clearInterval(timer);
      late(now);
    }
  }, LOOK_EVERY_MS);
  return timer.unref();
}

/** What to tell of a call that is late. */
export function lateCall({ place }: Pick<Reading, "place">, timeoutSecs: number): string {
  return `${place} did not return within ${timeoutSecs} s`;
}
