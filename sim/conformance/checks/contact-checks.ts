/** Snapshots at the moments at which bodies touch. */
import { createEnv } from "../../env.ts";
import type { Scenario } from "../../scenario-types.ts";
import type { ConformanceCheck, ScenarioContext } from "../conformance-types.ts";
import { withTwoEnvs } from "../with-env.ts";
import { continuesFrom, type Saved, saveAlong } from "./snapshot-checks.ts";

/** How far contacts are looked for, in steps of an episode, and how many of them are tried. */
const SEARCHED_STEPS = 400;
const TRIED = 6;
/** Steps between two tries. */
const APART = 9;

export const contactChecks: readonly ConformanceCheck<ScenarioContext>[] = [
  {
    id: "snapshot-in-contact",
    title: "continues from snapshots taken while bodies touch bit for bit, in the same environment and in another",
    async run({ scenario }) {
      if (scenario.physics === "joints") return;
      const watch = { touching: false };
      const watched = watchContacts(scenario, watch);
      await withTwoEnvs({ create: () => createEnv(watched) }, (env, other) => {
        other.reset({ seed: 99 });
        for (const saved of saveInContact(env, watch)) continuesFrom(saved, env, other);
      });
    },
  },
];

/** The same scenario, which also says after each control step whether a body that moves touches anything. */
function watchContacts(scenario: Scenario, watch: { touching: boolean }): Scenario {
  const moving = scenario.scene.bodies.filter(({ moves }) => moves).map(({ name }) => name);
  return {
    ...scenario,
    update(world) {
      scenario.update?.(world);
      watch.touching = moving.some((name) => world.touching(name));
    },
  };
}

function saveInContact(env: Parameters<typeof saveAlong>[0], watch: { readonly touching: boolean }): readonly Saved[] {
  const steps = Array.from({ length: SEARCHED_STEPS }, (_, i) => i + 1);
  let last = -APART;
  let taken = 0;
  return saveAlong(env, steps, {
    wanted: (step) => {
      if (!watch.touching || step - last < APART || taken === TRIED) return false;
      last = step;
      taken++;
      return true;
    },
  });
}
