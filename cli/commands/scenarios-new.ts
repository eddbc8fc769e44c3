/** `craik scenarios new`: writes a commented scenario file to start from. */
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";

interface Written {
  readonly path: string;
  /** Id of the new scenario. */
  readonly scenario: string;
}

export const scenariosNew: Command = defineCommand({
  name: "new",
  summary: "write a commented scenario file to start from",
  operands: { path: required("where: a new .ts or .js file; its name becomes the scenario's id") },
  options: {},
  async run({ operands: { path } }): Promise<Written> {
    const { writeStartingFile } = await import("../authoring/write-starting-file.ts");
    return { path, scenario: await writeStartingFile(path) };
  },
  print: ({ path }) =>
    [
      `wrote ${path}`,
      "",
      `craik scenarios check ${path}   # is it sound?`,
      `craik demo ${path}              # the whole loop, live`,
    ].join("\n"),
});
