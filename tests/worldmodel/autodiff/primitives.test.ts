/** Every primitive against a float64 reference: values, and gradients by central differences. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ancestors } from "../../../worldmodel/autodiff/gradients.ts";
import { PRIMITIVES } from "../../../worldmodel/autodiff/primitives.ts";
import { buildCase, floatInputs } from "../support/case-inputs.ts";
import { expectedCase, measureCase } from "../support/evaluate-case.ts";
import { expectClose } from "../support/expect-close.ts";
import { PRIMITIVE_CASES } from "../support/primitive-cases.ts";

const AUTODIFF = join(import.meta.dirname, "../../../worldmodel/autodiff");

/**
 * Sums of at most 24 terms of magnitude below 25, each rounded to float32 (2⁻²⁴ relative) a few times: below 24 · 25 · 3 · 2⁻²⁴ ≈ 1e-4
 * at the very worst, and the square root of the count in practice; the runtime's exp, tanh and sigmoid add a few units in the last place.
 */
const TOLERANCE = 1e-5;

describe.each(PRIMITIVES.map((primitive) => ({ primitive, name: primitive.name })))("$name", ({ primitive, name }) => {
  const cases = PRIMITIVE_CASES.filter((probe) => probe.primitive === name);

  it("has cases that use it", () => {
    expect(cases.length).toBeGreaterThan(0);
    for (const probe of cases) {
      const used = ancestors(buildCase(probe, floatInputs(probe)));
      expect(used.some(({ origin }) => origin.kind === "node" && origin.node.primitive === primitive)).toBe(true);
    }
  });

  it.each(cases)("computes the reference $title", async (probe) => {
    const [found, wanted] = [await measureCase(probe, "cpu"), expectedCase(probe)];
    for (const [index, output] of found.outputs.entries()) expectClose(output, wanted.outputs[index]!, TOLERANCE);
  });

  it.each(cases)(
    primitive.vjp ? "has the finite difference's gradient $title" : "lets no gradient through $title",
    async (probe) => {
      const [found, wanted] = [await measureCase(probe, "cpu"), expectedCase(probe)];
      for (const [index, gradient] of found.gradients.entries()) {
        expectClose(gradient, primitive.vjp ? wanted.gradients[index]! : gradient.map(() => 0), TOLERANCE);
      }
    },
  );
});

describe("the table of primitives", () => {
  it("holds every primitive that the autodiff defines", async () => {
    const files = (await readdir(AUTODIFF)).filter((file) => file !== "primitives.ts");
    const defined: string[] = [];
    for (const file of files) {
      const names = Object.keys((await import(join(AUTODIFF, file))) as Readonly<Record<string, unknown>>);
      defined.push(...names.filter((name) => name.endsWith("Primitive")));
    }
    expect(defined.sort()).toEqual(PRIMITIVES.map(({ name }) => `${name}Primitive`).sort());
  });

  it("names each once", () => {
    expect(new Set(PRIMITIVES.map(({ name }) => name)).size).toBe(PRIMITIVES.length);
  });
});
