/** Devices that are too small: what they say is one error, and training goes on with a smaller batch. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isOutOfMemory } from "../../../worldmodel/runtime/device-memory.ts";
import type { LittleMemory } from "../support/little-memory-child.ts";

const CHILD = join(import.meta.dirname, "../support/little-memory-child.ts");
/** V with a layer of 512 units takes 268 MB for each array of such a batch, of which a step holds five or more at once. */
const [BATCH, LITTLE_MIB] = [131_072, 600];
const canLimit = process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;

describe("isOutOfMemory", () => {
  // As ONNX Runtime 1.30 said on this project's machines, but for CUDA's and cuDNN's, which are in its and their sources.
  it.each([
    "Non-zero status code returned while running Gemm node. Name:'matMul_2' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 409600000",
    "WebGPU validation failed. Buffer size (1228800000) exceeds the max buffer size limit (1073741824).\n - While calling [Device].CreateBuffer([BufferDescriptor]).",
    'WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.\n - While validating entries[3] against { binding: 3 }.\n - While calling [Device].CreateBindGroup([BindGroupDescriptor ""Gemm""]).',
    "Status Message: shader_helper.cc:306 numbers_storage_buffers_ <= limits_.maxStorageBuffersPerShaderStage was false. Too many storage buffers in shader. Current: 15, Max is 12",
    "std::bad_alloc",
    "CUDA failure 2: out of memory ; GPU=0 ; hostname=h ; expr=cudaMalloc((void**)&p, size);",
    "CUDNN failure 2: CUDNN_STATUS_ALLOC_FAILED ; GPU=0",
    "Array buffer allocation failed",
  ])("knows %s", (message) => {
    expect(isOutOfMemory(new Error(message))).toBe(true);
  });

  it.each([
    "Non-zero status code returned while running Gather node. Name:'gather_1' Status Message: indices element out of data bounds, idx=9 must be within the inclusive range [-4,3]",
    "Failed to get a WebGPU adapter: No supported adapters",
    "Invalid rank for input: x Got: 1 Expected: 2 Please fix either the inputs/outputs or the model.",
  ])("does not take for it: %s", (message) => {
    expect(isOutOfMemory(new Error(message))).toBe(false);
  });
});

describe.runIf(canLimit)("a process that may take 600 MiB more", () => {
  it("halves the batch until it fits, and its checkpoint makes another run do the same", { timeout: 60_000 }, () => {
    const child = ["--import", import.meta.resolve("jiti/register"), CHILD, String(BATCH), String(LITTLE_MIB)];
    const report = JSON.parse(execFileSync(process.execPath, child, { encoding: "utf8" })) as LittleMemory;
    const { falls, batches, checkpoint, states } = report;
    expect(falls.length).toBeGreaterThan(0);
    for (const [index, fall] of falls.entries()) expect(fall).toEqual([BATCH / 2 ** index, BATCH / 2 ** (index + 1)]);
    const smaller = BATCH / 2 ** falls.length;
    expect(batches).toEqual([smaller, smaller]);
    expect(checkpoint).toEqual({ steps: 2, batch: smaller });
    expect(states[1]).toBe(states[0]);
  });
});
