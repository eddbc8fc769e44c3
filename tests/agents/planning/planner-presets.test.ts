import { expect, it } from "vitest";
import { createPlanner, PLANNER_PRESETS, type PlannerPresetName } from "../../../agents/index.ts";

const NAMES = Object.keys(PLANNER_PRESETS) as PlannerPresetName[];

it.each(NAMES)("preset %s is complete and passes its planner's checks", (name) => {
  const preset = PLANNER_PRESETS[name];
  expect(createPlanner(preset.name, preset.options)).toEqual(preset);
  expect(createPlanner(preset.name, {}).options).not.toEqual(preset.options);
});

it("has the published sizes", () => {
  const sizes = NAMES.map((name) => {
    const { name: planner, options } = PLANNER_PRESETS[name];
    return `${name}: ${planner} ${options.candidates} × ${options.horizon} × ${options.iterations}, ${options.elites} elites`;
  });
  expect(sizes).toEqual([
    // Chua et al. 2018, dmbrl/config/cartpole.py.
    "pets: cem 400 × 25 × 5, 40 elites",
    // Hansen et al. 2024, tdmpc2/config.yaml.
    "tdmpc2: mppi 512 × 3 × 6, 64 elites",
    // Hafner et al. 2019, planet/control/planning.py.
    "planet: cem 1000 × 12 × 10, 100 elites",
    // Pinneri et al. 2020, icem/settings/defaults/i-cem-blitz.json.
    "icem: icem 40 × 30 × 3, 10 elites",
  ]);
});
