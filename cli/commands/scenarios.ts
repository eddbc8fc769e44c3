/** `craik scenarios`: lists the built-in scenarios, and holds what is done with a scenario file. */
import type { BoxSpace, ObservationSpace } from "../../sim/core/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatTable } from "../table.ts";
import { scenariosCheck } from "./scenarios-check.ts";
import { scenariosNew } from "./scenarios-new.ts";
import { scenariosPicture } from "./scenarios-picture.ts";

interface ScenarioLine {
  readonly id: string;
  readonly tags: readonly string[];
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
  readonly maxSteps: number;
  readonly description: string;
}

interface Listing {
  readonly scenarios: readonly ScenarioLine[];
}

export const scenarios: Command = defineCommand({
  name: "scenarios",
  summary: "list the built-in scenarios, start a new one, check one",
  operands: {},
  options: {},
  subcommands: [scenariosNew, scenariosCheck, scenariosPicture],
  async run(): Promise<Listing> {
    const { builtinScenarios, loadScenario } = await import("../../scenarios/index.ts");
    const loaded = await Promise.all(builtinScenarios.map((id) => loadScenario(id)));
    const line = ({ id, tags, observationSpace, actionSpace, maxSteps, description }: ScenarioLine): ScenarioLine => ({
      id,
      tags,
      observationSpace,
      actionSpace,
      maxSteps,
      description,
    });
    return { scenarios: loaded.map(line) };
  },
  print: ({ scenarios: lines }) => {
    const rows = lines.map(({ id, observationSpace, actionSpace, maxSteps, description }) => [
      id,
      Object.entries(observationSpace)
        .map(([name, { shape }]) => `${name} ${shape.join("×")}`)
        .join(", "),
      actionSpace.shape.join("×"),
      maxSteps,
      description,
    ]);
    return formatTable(["id", "observation", "action", "steps", "description"], rows);
  },
});
