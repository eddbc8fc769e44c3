/** What worldmodel/README.md shows is the code's: its operator table, and its examples. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { ROOT } from "../support/run-craik.ts";
import { trainedRun } from "../support/trained-run.ts";
import { operatorTable } from "./support/operator-table.ts";

it("the README's operator table is that of the primitives (replace it with the one below when it changes)", async () => {
  const readme = await readReadme();
  const table = readme.split("\n").filter((line) => line.startsWith("| `") || /^\| (operator|---)/.test(line));
  expect(unpadded(table.join("\n"))).toBe(unpadded(operatorTable()));
});

it("the README's example dreams an episode of a trained run", async () => {
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(await readReadme()) ?? [];
  const code = example
    .replace("craik/worldmodel", pathToFileURL(join(ROOT, "dist/worldmodel/index.js")).href)
    .replace("runs/take-cover-1", await trainedRun());
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  expect(stdout).toMatch(/^return -?\d+(\.\d+)?, ends at 5 numbers\n$/);
});

it("the README's example of a model of one's own learns, and answers from its ONNX model", async () => {
  const [, example = ""] = /```js\n([\s\S]*?)```/.exec(await readReadme()) ?? [];
  const code = ["sim", "worldmodel"].reduce(
    (text, room) => text.replace(`craik/${room}`, pathToFileURL(join(ROOT, `dist/${room}/index.js`)).href),
    example,
  );
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  const [, first, last, answer] = /^loss (\S+) at first, (\S+) at last\nten times 0.6 is (\S+)\n$/.exec(stdout) ?? [];
  // Half of a mean square: a sum of ten numbers of variance 1/12 about its mean starts at 5/12.
  expect(Number(first)).toBeGreaterThan(0.2);
  expect(Number(last)).toBeLessThan(0.02);
  // An error whose half square is 0.02.
  expect(Math.abs(Number(answer) - 6)).toBeLessThan(0.2);
});

function readReadme(): Promise<string> {
  return readFile(join(ROOT, "worldmodel/README.md"), "utf8");
}

/** A table without the blanks and dashes that a formatter adds to align its columns. */
function unpadded(table: string): string {
  return table.replace(/ +/g, " ").replace(/-+/g, "-");
}
