/** `craik export`: writes a scenario or a run in another tool's format. */
import { UsageError } from "../../sim/core/errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { EXPORTERS, type ExportOptions, PRECISIONS } from "../exporters.ts";
import { required } from "../operand.ts";
import { optionalChoice, text } from "../option.ts";
import { plannerAgent, plannerPreset, plannerSetting } from "../pipeline/planner-words.ts";
import { writeExport } from "../write-export.ts";

interface Export {
  readonly format: string;
  /** Paths written. */
  readonly files: readonly string[];
}

const FORMATS = EXPORTERS.map(({ format }) => format);
/** Those that only some formats take. */
const OWN_OPTIONS: readonly (keyof ExportOptions)[] = ["precision", "agent", "planner", "set"];

export const exportCommand: Command = defineCommand({
  name: "export",
  summary: "write a scenario or a run in another tool's format",
  operands: { source: required("scenario (built-in id or path) or run folder, as the format asks") },
  options: {
    format: optionalChoice("--format <name>", "what to write", FORMATS),
    precision: optionalChoice("--precision <name>", "of a model's numbers; float32 unless given", PRECISIONS),
    agent: plannerAgent,
    planner: plannerPreset,
    set: plannerSetting,
    out: text("--out <path>", "file or folder to write; exports/ unless given"),
  },
  async run({ operands, options: { format, out, ...options }, given }): Promise<Export> {
    const exporter = EXPORTERS.find((each) => each.format === format);
    if (exporter === undefined) throw new UsageError(`--format must be one of ${FORMATS.join(", ")}, got none`);
    const stray = OWN_OPTIONS.find((name) => given.has(name) && !exporter.options.includes(name));
    if (stray !== undefined) {
      const formats = EXPORTERS.filter((each) => each.options.includes(stray)).map((each) => each.format);
      throw new UsageError(`--${stray} must go with --format ${formats.join(" or ")}, got ${exporter.format}`);
    }
    const files = await exporter.make(operands.source, options);
    return { format: exporter.format, files: await writeExport(files, out ?? "exports") };
  },
  print: ({ files }) => files.join("\n"),
});
