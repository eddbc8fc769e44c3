/** A planner's decision on a model card's page: what it is, and how to call it decision after decision. */
import type { PlannerSection } from "./card-sections.ts";
import { port, table } from "./markdown.ts";
import { type ModelCard, PLANNER_FILE } from "./model-json.ts";

export function describePlanner(
  { name, options, ports }: PlannerSection,
  { files }: Pick<ModelCard, "files">,
): readonly string[] {
  const { bytes = 0, inputs = [], outputs = [] } = files[PLANNER_FILE] ?? {};
  const settings = Object.entries(options).map(([option, value]) => `${option} ${value}`);
  const rows = (described: typeof inputs): string[][] => described.map((each) => [port(each), ports[each.name] ?? ""]);
  return [
    `\`${PLANNER_FILE}\` (${bytes.toLocaleString("en")} bytes, float32 whatever the precision of the others) is a whole decision of the planner \`${name}\` in M, in one run: ${settings.join(", ")}. It takes the place of \`controller.onnx\`: encode the observation, run it, act on \`action\`, take h and c on with \`dynamics.onnx\` and the same action, and hand on what the next decision starts from.`,
    table(["input", "what it is"], rows(inputs)),
    table(["output", "what it is"], rows(outputs)),
  ];
}
