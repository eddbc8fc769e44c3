/** A browser tab that runs models in onnxruntime-web, as a page without a bundler does. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import type { OnnxModel } from "../../../worldmodel/onnx/onnx-model.ts";
import { findBrowser, launchBrowser } from "../../support/browser.ts";

type Arrays = Readonly<Record<string, ArrayLike<number>>>;

export interface ModelPage {
  /** Opens the model of this name and runs it once. */
  run(name: string, inputs: Arrays): Promise<Arrays>;
  close(): Promise<void>;
}

/** The package's WebAssembly backend. */
const RUNTIME_FOLDER = dirname(fileURLToPath(import.meta.resolve("onnxruntime-web/wasm")));
const RUNTIME_FILE = /^\/ort[\w.-]*\.(mjs|wasm)$/;
const TYPES: Readonly<Record<string, string>> = { mjs: "text/javascript", wasm: "application/wasm" };

export async function openModelPage(models: Readonly<Record<string, OnnxModel>>): Promise<ModelPage> {
  const files = new Map(Object.entries(models).map(([name, model]) => [pathOf(name), encodeOnnx(model)]));
  const server = createServer(async (request, response) => {
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
  const browser = await launchBrowser(findBrowser());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    run(name, inputs) {
      const feeds = models[name]?.inputs.map((each) => ({ ...each, data: Array.from(inputs[each.name] ?? []) }));
      return page.evaluate<Arrays>(inPage(pathOf(name), JSON.stringify(feeds)));
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

function pathOf(name: string): string {
  return `/${encodeURIComponent(name)}.onnx`;
}

/** Runs in the page. */
function inPage(path: string, feeds: string): string {
  return `(async () => {
    const ort = await import("/ort.wasm.min.mjs");
    ort.env.wasm.wasmPaths = "/";
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create("${path}", { executionProviders: ["wasm"] });
    const feeds = ${feeds}.map(({ name, shape, data }) => [name, new ort.Tensor("float32", data, shape)]);
    const results = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(session.outputNames.map((name) => [name, [...results[name].data]]));
  })()`;
}
