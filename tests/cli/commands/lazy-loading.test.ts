/** Native libraries are loaded by the commands that compute with them, and by no other. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../../support/run-craik.ts";

/** At its end the process says which native modules it holds. */
const TELL = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => process.stderr.write("native: " + process.report.getReport().sharedObjects.filter((path) => path.endsWith(".node")).length + "\\n"));',
)}`;

function nativeModules(...argv: readonly string[]): string {
  return spawnSync(process.execPath, ["--import", TELL, ...argv], { cwd: ROOT, encoding: "utf8" }).stderr;
}

it.each([["--help"], ["scenarios"], ["evaluate --help"], ["rollout --help"]])("craik %s loads none", (argv) => {
  expect(nativeModules(join(ROOT, "dist/cli/main.js"), ...argv.split(" "))).toBe("native: 0\n");
});

it("ONNX Runtime would be seen", () => {
  const script = `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(import.meta.resolve("onnxruntime-node"))}`)}`;
  expect(nativeModules("--input-type=module", "--eval", `await import(${JSON.stringify(script)})`)).toBe("native: 1\n");
});
