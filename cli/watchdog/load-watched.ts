/** Loads a scenario so that a function of a person's file that never returns is noticed. */
import { builtinScenarios, loadScenario } from "../../scenarios/index.ts";
import type { Scenario } from "../../sim/index.ts";
import { inPlace, withBeacon } from "./call-beacon.ts";
import { ownBeacon } from "./own-beacon.ts";
import { startMainWatch } from "./watch-main-thread.ts";

/** One after another: two loads at once would share the beacon. */
let loads: Promise<unknown> = Promise.resolve();

/** As `loadScenario`; while the file loads, and while one of its functions runs, this thread's beacon says so. */
export async function loadWatched(idOrPath: string): Promise<Scenario> {
  if (builtinScenarios.includes(idOrPath)) return loadScenario(idOrPath);
  await startMainWatch();
  const beacon = ownBeacon();
  const load = loads.then(() => inPlace(beacon, idOrPath, "loading the file", () => loadScenario(idOrPath)));
  loads = load.catch(() => undefined);
  const scenario = await load;
  return withBeacon(scenario, idOrPath, beacon);
}
