import { describe, expect, it } from "vitest";
import { SpecError } from "../../../sim/core/index.ts";
import { decodeSafeTensors, encodeSafeTensors } from "../../../worldmodel/checkpoint/safetensors.ts";

const ARRAYS = new Map([
  ["vae.weight", Float32Array.of(1.5, -0, 1e-45, 3.4e38)],
  ["empty", new Float32Array()],
  ["gewicht ü", Float32Array.of(0.1)],
]);
const FILE = encodeSafeTensors({ arrays: ARRAYS, metadata: { steps: "12" } });

describe("a safetensors file", () => {
  it("gives back every bit of every array, and the metadata", () => {
    const { arrays, metadata } = decodeSafeTensors(FILE, "file");
    expect([...arrays.keys()]).toEqual([...ARRAYS.keys()]);
    for (const [name, array] of ARRAYS) expect(arrays.get(name)).toEqual(array);
    expect(Object.is(arrays.get("vae.weight")?.[1], -0)).toBe(true);
    expect(metadata).toEqual({ steps: "12" });
  });

  it("is the same for the same arrays, and reads from the middle of a buffer", () => {
    expect(encodeSafeTensors({ arrays: ARRAYS, metadata: { steps: "12" } })).toEqual(FILE);
    const larger = new Uint8Array(FILE.length + 10);
    larger.set(FILE, 3);
    expect(decodeSafeTensors(larger.subarray(3, 3 + FILE.length), "file").arrays).toEqual(ARRAYS);
  });

  // https://huggingface.co/docs/safetensors: 8 bytes of header length N, little-endian; N bytes of JSON; the data.
  it("has the layout of the format", () => {
    const length = Number(new DataView(FILE.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(FILE.subarray(8, 8 + length))) as object;
    expect(header).toEqual({
      __metadata__: { steps: "12", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      "vae.weight": { dtype: "F32", shape: [4], data_offsets: [0, 16] },
      empty: { dtype: "F32", shape: [0], data_offsets: [16, 16] },
      "gewicht ü": { dtype: "F32", shape: [1], data_offsets: [16, 20] },
    });
    expect(FILE.length).toBe(8 + length + 20);
    expect((8 + length) % 8).toBe(0);
  });

  it("is refused under any truncation, and with a byte more", () => {
    for (let length = 0; length < FILE.length; length++) {
      expect(() => decodeSafeTensors(FILE.subarray(0, length), "run/file")).toThrow(SpecError);
    }
    expect(() => decodeSafeTensors(Uint8Array.of(...FILE, 0), "run/file")).toThrow(
      /^run\/file: a whole safetensors file/,
    );
  });

  it("is refused with any flipped bit", () => {
    for (let bit = 0; bit < FILE.length * 8; bit++) {
      const flipped = FILE.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodeSafeTensors(flipped, "file"), `bit ${bit}`).toThrow(SpecError);
    }
  });
});
