/** How many transposes ONNX Runtime leaves in a product with a transposed weight. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { transpose } from "../../../worldmodel/autodiff/layout.ts";
import { matMul } from "../../../worldmodel/autodiff/matmul.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import { type Device, sessionSettings } from "../../../worldmodel/runtime/session.ts";

/** With Craik's settings, or with ONNX Runtime's own choice of optimisers. */
export async function countTransposes(device: Device, settings: "craik" | "default"): Promise<number> {
  const y = matMul(input("a", [4, 8]), transpose(input("w", [6, 8]), [1, 0]));
  const folder = await mkdtemp(join(tmpdir(), "craik-optimised-"));
  try {
    const file = join(folder, "optimised.onnx");
    const { extra, ...rest } = sessionSettings({ device, threads: 1 });
    const options = { ...rest, ...(settings === "craik" ? { extra } : {}), optimizedModelFilePath: file };
    const session = await InferenceSession.create(encodeOnnx(emitOnnx({ y }, { name: "product" })), options);
    await session.release();
    // A node's operator is field 4 of its message: a tag, the length, the name.
    return (await readFile(file, "latin1")).split("\x22\x09Transpose").length - 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}
