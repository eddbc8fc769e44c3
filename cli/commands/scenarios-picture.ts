/** `craik scenarios picture`: what scenarios' cameras see, as a PNG file. */
import type { Picture, Scenario } from "../../sim/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { several } from "../operand.ts";
import { choice, integer, seed, text } from "../option.ts";
import { ROLLOUT_AGENTS } from "../rollout/exploration.ts";

interface Drawn {
  readonly scenarios: readonly string[];
  readonly path: string;
  /** Pixels of the file. */
  readonly width: number;
  readonly height: number;
}

const DEFAULT_FILE = "scenario.png";

export const scenariosPicture: Command = defineCommand({
  name: "picture",
  summary: "draw what scenarios' cameras see into a PNG file",
  operands: { scenarios: several("built-in ids, or paths of scenario files; several make a contact sheet") },
  options: {
    out: text("--out <file>", `the file to write; ${DEFAULT_FILE} unless given`),
    width: integer("--width <pixels>", "of each picture", { least: 1, most: 4096, fallback: 320 }),
    height: integer("--height <pixels>", "of each picture", { least: 1, most: 4096, fallback: 240 }),
    columns: integer("--columns <count>", "pictures in a row", { least: 1, fallback: 5 }),
    steps: integer("--steps <count>", "control steps before the picture", { least: 0, fallback: 30 }),
    agent: choice("--agent <agent>", "who acts until then", ROLLOUT_AGENTS, "brownian"),
    seed: seed(),
  },
  async run({ operands, options, progress, signal }): Promise<Drawn> {
    const { loadWatched } = await import("../watchdog/load-watched.ts");
    const { encodePng, openFile, writeWhole } = await import("../../sim/index.ts");
    const { contactSheet } = await import("../gallery/contact-sheet.ts");
    const { takePicture } = await import("../gallery/take-picture.ts");
    const loaded: Scenario[] = [];
    for (const scenario of operands.scenarios) loaded.push(await loadWatched(scenario));
    const pictures: Picture[] = [];
    progress.start("draw", loaded.length);
    for (const scenario of loaded) {
      pictures.push(await takePicture(scenario, { ...options, signal }));
      progress.update(pictures.length);
    }
    progress.finish();
    const sheet = contactSheet(pictures, { columns: options.columns });
    const path = options.out ?? DEFAULT_FILE;
    await writeWhole(path, encodePng(sheet), openFile);
    return { scenarios: loaded.map(({ id }) => id), path, width: sheet.width, height: sheet.height };
  },
  print: ({ scenarios, path, width, height }) => `wrote ${path}: ${scenarios.join(", ")} (${width}×${height})`,
});
