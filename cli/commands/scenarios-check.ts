/** `craik scenarios check`: the conformance suite on a built-in scenario or on a person's own file. */
import { UsageError } from "../../sim/core/errors.ts";
import type { CheckResult } from "../../sim/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";
import { integer } from "../option.ts";

interface Verdict {
  readonly scenario: string;
  readonly passed: readonly CheckResult[];
  readonly failed: readonly CheckResult[];
  /** Not run: an earlier check did not return, or they would only fail for the same reason. */
  readonly skipped: readonly CheckResult[];
  readonly seconds: number;
}

export const scenariosCheck: Command = defineCommand({
  name: "check",
  summary: "run the conformance suite on a scenario: what fails, where and what was expected",
  operands: { scenario: required("built-in id or path of a scenario file") },
  options: {
    timeout: integer("--timeout <seconds>", "longest time that loading or one call of the file's functions may take", {
      least: 1,
      most: 3600,
      fallback: 10,
    }),
  },
  async run({ operands, options, progress, signal, publish }): Promise<Verdict> {
    const { checkScenario } = await import("../authoring/check-scenario.ts");
    const { conformanceChecks } = await import("../../sim/index.ts");
    const began = performance.now();
    progress.start("check", conformanceChecks.length);
    let count = 0;
    const checked = await checkScenario({
      scenario: operands.scenario,
      timeoutSecs: options.timeout,
      signal,
      onResult: () => progress.update(++count),
    });
    progress.finish();
    const verdict = { ...checked, seconds: (performance.now() - began) / 1000 };
    const { passed, failed, skipped } = verdict;
    if (failed.length === 0) return verdict;
    publish(verdict);
    const all = passed.length + failed.length + skipped.length;
    throw new UsageError(
      `${operands.scenario}: all ${all} checks must pass, ${failed.length} failed: ${failed.map(({ id }) => id).join(", ")}`,
    );
  },
  print({ scenario, passed, failed, skipped, seconds }) {
    const lines = [
      ...passed.map(({ title }) => `✓ ${title}`),
      ...failed.map(({ title, message }) => `✗ ${title}\n    ${message}`),
      ...skipped.map(({ title }) => `– ${title} (not run)`),
    ];
    const counts = `${passed.length} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} not run` : ""}`;
    return `${lines.join("\n")}\n${scenario}: ${counts}, ${seconds.toFixed(1)} s`;
  },
});
