/** The files of a model run unchanged in a browser tab: onnxruntime-web gives onnxruntime-node's numbers. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inPrecision, PRECISIONS, type Precision } from "../../../worldmodel/onnx/precision.ts";
import { DRAWN_GRAPHS, drawnInputs } from "../support/drawn-graphs.ts";
import { expectClose } from "../support/expect-close.ts";
import { type ModelPage, openModelPage } from "../support/model-page.ts";
import { runModel } from "../support/run-model.ts";

const MODELS = DRAWN_GRAPHS.flatMap(([name, graph]) =>
  PRECISIONS.map((precision) => [`${name} in ${precision}`, precision, inPrecision(graph, precision)] as const),
);

/**
 * Sums of up to 288 products, in another order and with other approximations of exp and tanh: 288 · 2⁻²⁴ = 2e-5. A number that falls
 * on the other side of a rounding changes by one place: 2⁻¹⁰ of a float16; of a quantised factor 1/255 of its range, about 6, times a
 * weight of up to 0.1.
 */
const TOLERANCES: Readonly<Record<Precision, number>> = { float32: 2e-5, float16: 2e-3, int8: 5e-3 };

let page: ModelPage;
beforeAll(async () => {
  page = await openModelPage(Object.fromEntries(MODELS.map(([name, , model]) => [name, model])));
});
afterAll(() => page.close());

describe("a model's files in a browser", () => {
  it("are run by the version of ONNX Runtime that trained them", async () => {
    const versionOf = async (name: string): Promise<unknown> => {
      const file = fileURLToPath(new URL("../package.json", import.meta.resolve(name)));
      return (JSON.parse(await readFile(file, "utf8")) as { readonly version: unknown }).version;
    };
    expect(await versionOf("onnxruntime-web")).toBe(await versionOf("onnxruntime-node"));
  });

  it.each(MODELS)("%s gives the numbers of onnxruntime-node", async (name, precision, model) => {
    const inputs = drawnInputs(model);
    const [found, wanted] = [await page.run(name, inputs), await runModel(model, inputs)];
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    for (const output of Object.keys(wanted)) expectClose(found[output]!, wanted[output]!, TOLERANCES[precision]);
  });
});
