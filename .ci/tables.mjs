// Writes the README's tables of results from the files in docs/results, which are outputs of `craik demo --exit --json`.
import { readFileSync, writeFileSync } from "node:fs";

const ROOT = new URL("../", import.meta.url);
const README = new URL("README.md", ROOT);
const NAMES = {
  random: () => "random",
  controller: () => "linear controller on (z, h), evolved in the dream",
  cem: (dynamics) => (dynamics === "true" ? "CEM in the true physics (oracle)" : "**CEM in the learned model**"),
};

/** @param {string} text @returns {string} the text with every marked table made anew */
export function withTables(text) {
  return text.replace(/<!-- table:([\w-]+) -->[\s\S]*?<!-- \/table:\1 -->/g, (_, name) => {
    const file = new URL(`docs/results/${name}.json`, ROOT);
    return `<!-- table:${name} -->\n\n${render(JSON.parse(readFileSync(file, "utf8")))}\n\n<!-- /table:${name} -->`;
  });
}

function render({ table, seconds }) {
  const rows = table.map(({ agent, dynamics, returnMean, returnStd, episodes }) => [
    NAMES[agent](dynamics),
    returnStd === null ? returnMean.toFixed(0) : `${returnMean.toFixed(0)} ± ${returnStd.toFixed(0)}`,
    String(episodes),
  ]);
  const cells = [["agent", "return, mean ± std", "episodes"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [
    line(cells[0]),
    rule,
    ...rows.map(line),
    "",
    `The whole took ${Math.round(seconds)} s on two CPU cores.`,
  ].join("\n");
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  writeFileSync(README, withTables(readFileSync(README, "utf8")));
}
