/** The operator table in worldmodel/README.md is the code's. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { operatorTable } from "./support/operator-table.ts";

it("the README's operator table is that of the primitives (replace it with the one below when it changes)", async () => {
  const readme = await readFile(join(import.meta.dirname, "../../worldmodel/README.md"), "utf8");
  const table = readme.split("\n").filter((line) => line.startsWith("| `") || /^\| (operator|---)/.test(line));
  expect(unpadded(table.join("\n"))).toBe(unpadded(operatorTable()));
});

/** A table without the blanks and dashes that a formatter adds to align its columns. */
function unpadded(table: string): string {
  return table.replace(/ +/g, " ").replace(/-+/g, "-");
}
