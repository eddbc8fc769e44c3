/** `craik export`: writes a scenario or a run in another tool's format. */
import { UsageError } from "../../sim/core/errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { EXPORTERS, PRECISIONS } from "../exporters.ts";
import { required } from "../operand.ts";
import { optionalChoice, text } from "../option.ts";
import { writeExport } from "../write-export.ts";

interface Export {
  readonly format: string;
  /** Paths written. */
  readonly files: readonly string[];
}

const FORMATS = EXPORTERS.map(({ format }) => format);

export const exportCommand: Command = defineCommand({
  name: "export",
  summary: "write a scenario or a run in another tool's format",
  operands: { source: required("scenario (built-in id or path) or run folder, as the format asks") },
  options: {
    format: optionalChoice("--format <name>", "what to write", FORMATS),
    precision: optionalChoice("--precision <name>", "of a model's numbers; float32 unless given", PRECISIONS),
    out: text("--out <path>", "file or folder to write; exports/ unless given"),
  },
  async run({ operands, options }): Promise<Export> {
    const exporter = EXPORTERS.find(({ format }) => format === options.format);
    if (exporter === undefined) throw new UsageError(`--format must be one of ${FORMATS.join(", ")}, got none`);
    const { precision } = options;
    if (precision !== undefined && !exporter.precisions?.includes(precision)) {
      const formats = EXPORTERS.filter(({ precisions }) => precisions?.includes(precision)).map(({ format }) => format);
      throw new UsageError(`--precision must go with --format ${formats.join(" or ")}, got ${exporter.format}`);
    }
    const files = await exporter.make(operands.source, { precision });
    return { format: exporter.format, files: await writeExport(files, options.out ?? "exports") };
  },
  print: ({ files }) => files.join("\n"),
});
