/** Everything that results depend on computes with operations whose bits ECMAScript fixes, or with deterministic-math. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const FOLDERS = ["sim", "agents", "worldmodel", "scenarios"] as const;

/** ECMA-262, section 21.3.2, calls these results implementation-approximated. `Math.sqrt`, too, but IEEE 754 fixes it everywhere. */
const APPROXIMATED =
  /\bMath\.(?:a?(?:cos|sin|tan)h?|atan2|cbrt|exp|expm1|hypot|log|log10|log1p|log2|pow)\b|(?<!(?:^|[^\w.])2 )\*\*/;

describe("arithmetic", () => {
  it.each(FOLDERS)("is the same on every engine in %s", async (folder) => {
    const found: string[] = [];
    for (const file of await readdir(join(ROOT, folder), { recursive: true })) {
      if (!file.endsWith(".ts")) continue;
      const text = await readFile(join(ROOT, folder, file), "utf8");
      for (const line of approximatedIn(text)) found.push(`${folder}/${file}: ${line}`);
    }
    expect(found).toEqual([]);
  });

  it.each(["x ** 2", "12 ** n", "0.2 ** n", "x **= 2", "Math.exp(x)", "Math.atan2(y, x)", "Math.log1p(x)"])(
    "would be reported for %s",
    (line) => expect(approximatedIn(line)).toEqual([line]),
  );

  it.each(["2 ** 53", "2 ** -Number(keep)", "(2 ** 20)", "Math.sqrt(x)", "exp(x)", "/** `Math.exp` */", "// x ** 2"])(
    "would not be reported for %s",
    (line) => expect(approximatedIn(line)).toEqual([]),
  );
});

/** Lines of code, comments left out, that compute what an engine may approximate. */
function approximatedIn(text: string): readonly string[] {
  const code = text.replace(/\/\*.*?\*\//gs, "").replace(/\/\/.*$/gm, "");
  return code
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => APPROXIMATED.test(line));
}
