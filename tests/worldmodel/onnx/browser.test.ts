/** The files of a model run unchanged in a browser tab: onnxruntime-web gives onnxruntime-node's numbers. */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import { inPrecision, PRECISIONS, type Precision } from "../../../worldmodel/onnx/precision.ts";
import { findBrowser, launchBrowser } from "../../support/browser.ts";
import { DRAWN_GRAPHS, drawnInputs } from "../support/drawn-graphs.ts";
import { expectClose } from "../support/expect-close.ts";
import { runModel } from "../support/run-model.ts";

/** The package's WebAssembly backend, as a page without a bundler loads it. */
const RUNTIME_FOLDER = dirname(fileURLToPath(import.meta.resolve("onnxruntime-web/wasm")));
const RUNTIME_FILE = /^\/ort[\w.-]*\.(mjs|wasm)$/;
const TYPES: Readonly<Record<string, string>> = { mjs: "text/javascript", wasm: "application/wasm" };

const MODELS = DRAWN_GRAPHS.flatMap(([name, graph]) =>
  PRECISIONS.map((precision) => [name, precision, inPrecision(graph, precision)] as const),
);

/**
 * Sums of up to 288 products, in another order and with other approximations of exp and tanh: 288 · 2⁻²⁴ = 2e-5. A number that falls
 * on the other side of a rounding changes by one place: 2⁻¹⁰ of a float16; of a quantised factor 1/255 of its range, about 6, times a
 * weight of up to 0.1.
 */
const TOLERANCES: Readonly<Record<Precision, number>> = { float32: 2e-5, float16: 2e-3, int8: 5e-3 };

let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const files = new Map(MODELS.map(([name, precision, model]) => [`/${precision}/${name}.onnx`, encodeOnnx(model)]));
  server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    const model = files.get(path);
    const runtime = RUNTIME_FILE.exec(path);
    if (model) response.end(model);
    else if (runtime) {
      response.setHeader("content-type", TYPES[runtime[1] ?? ""] ?? "");
      response.end(await readFile(join(RUNTIME_FOLDER, path)));
    } else response.setHeader("content-type", "text/html").end("<!doctype html><title>models</title>");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  browser = await launchBrowser(findBrowser());
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await browser.close();
  server.close();
});

describe("a model's files in a browser", () => {
  it("are run by the version of ONNX Runtime that trained them", async () => {
    const versionOf = async (name: string): Promise<unknown> => {
      const file = fileURLToPath(new URL("../package.json", import.meta.resolve(name)));
      return (JSON.parse(await readFile(file, "utf8")) as { readonly version: unknown }).version;
    };
    expect(await versionOf("onnxruntime-web")).toBe(await versionOf("onnxruntime-node"));
  });

  it.each(MODELS)("%s gives the numbers of onnxruntime-node in %s", async (name, precision, model) => {
    const inputs = drawnInputs(model);
    const feeds = model.inputs.map(({ name: input, shape }) => ({ input, shape, data: [...(inputs[input] ?? [])] }));
    const found = await page.evaluate<Readonly<Record<string, number[]>>>(
      inPage(`/${precision}/${name}.onnx`, JSON.stringify(feeds)),
    );
    const wanted = await runModel(model, inputs);
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    for (const output of Object.keys(wanted)) expectClose(found[output]!, wanted[output]!, TOLERANCES[precision]);
  });
});

/** Runs in the page. */
function inPage(path: string, feeds: string): string {
  return `(async () => {
    const ort = await import("/ort.wasm.min.mjs");
    ort.env.wasm.wasmPaths = "/";
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create("${path}", { executionProviders: ["wasm"] });
    const feeds = ${feeds}.map(({ input, shape, data }) => [input, new ort.Tensor("float32", data, shape)]);
    const results = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(session.outputNames.map((name) => [name, [...results[name].data]]));
  })()`;
}
