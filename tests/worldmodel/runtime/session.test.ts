/** Sessions: settings that have their effect, and refusals of one line. */
import { describe, expect, it } from "vitest";
import { StateError, UsageError } from "../../../sim/core/index.ts";
import { exp } from "../../../worldmodel/autodiff/elementwise.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import { openSession, reasonOf } from "../../../worldmodel/runtime/session.ts";
import { countTransposes } from "../support/transposes.ts";

describe("openSession", () => {
  it("keeps explicit transposes, which ONNX Runtime would fuse away", async () => {
    expect(await countTransposes("cpu", "default")).toBe(0);
    expect(await countTransposes("cpu", "craik")).toBe(1);
  });

  it("refuses bytes that are no model", async () => {
    const opening = openSession(Uint8Array.of(1, 2, 3), { device: "cpu", threads: 1 });
    await expect(opening).rejects.toThrow(StateError);
    await expect(opening).rejects.toThrow(/^ONNX model: refused by ONNX Runtime: [^\n]+$/);
  });

  it("blames the model and not the device where the CPU refuses it too", async () => {
    const opening = openSession(Uint8Array.of(1, 2, 3), { device: "cuda", threads: 1 });
    await expect(opening).rejects.toThrow(/^ONNX model: refused/);
  });

  it("names a file that is not there", async () => {
    const opening = openSession("/nowhere/model.onnx", { device: "cpu", threads: 1 });
    await expect(opening).rejects.toThrow(/^ONNX model \/nowhere\/model\.onnx: refused by ONNX Runtime: [^\n]+$/);
  });

  it.skipIf(process.platform === "darwin")("refuses a device that this machine lacks", async () => {
    // The package as it is installed brings no CUDA libraries.
    const model = encodeOnnx(emitOnnx({ y: exp(input("x", [1])) }, { name: "graph" }));
    const opening = openSession(model, { device: "cuda", threads: 1 });
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(
      /^device cuda: cannot be used on this machine \([^\n]+\); run `craik doctor`$/,
    );
  });
});

describe("reasonOf", () => {
  it("leaves out where in ONNX Runtime's sources the reason arose", () => {
    const message =
      "/onnxruntime_src/core/webgpu_context.cc:136 Initialize() adapter == Success was false. No adapter\nstack";
    expect(reasonOf(new Error(message))).toBe("No adapter");
  });
});
