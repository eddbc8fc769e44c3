import { describe, expect, it } from "vitest";
import { formatMeanAndStd, formatTable } from "../../cli/table.ts";

describe("formatTable", () => {
  it("lines words up on the left and numbers on the right", () => {
    const table = formatTable(
      ["agent", "return"],
      [
        ["random", formatMeanAndStd(9, 1.25)],
        ["cem", formatMeanAndStd(812.34, 10)],
      ],
    );
    expect(table.split("\n")).toEqual([
      "agent         return",
      "──────  ────────────",
      "random     9.0 ± 1.3",
      "cem     812.3 ± 10.0",
    ]);
  });

  it("prints a heading alone when there are no rows", () => {
    expect(formatTable(["id", "tags"], [])).toBe("id  tags\n──  ────");
  });
});
