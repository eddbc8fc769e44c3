import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import { float16Bits } from "../../../worldmodel/onnx/float16.ts";
import { ELEMENT_TYPES } from "../../../worldmodel/onnx/onnx-model.ts";
import { floatTensor, openSession } from "../../../worldmodel/runtime/session.ts";

/** Bits of one number. */
function bits(value: number): string {
  return `0x${(float16Bits(Float32Array.of(value))[0] ?? 0).toString(16).padStart(4, "0")}`;
}

/** What the bits of a finite number stand for: ±2^(e−15)·(1 + f/1024), or ±2⁻¹⁴·f/1024 where e = 0 (IEEE 754, section 3.4). */
function numberOf(word: number): number {
  const [exponent, fraction] = [(word >>> 10) & 0x1f, word & 0x3ff];
  const magnitude = exponent === 0 ? 2 ** -24 * fraction : 2 ** (exponent - 25) * (1024 + fraction);
  return word & 0x8000 ? -magnitude : magnitude;
}

describe("float16Bits", () => {
  // From the definition of binary16; 0x3555 is the nearest to a third.
  it.each([
    [0, "0x0000"],
    [-0, "0x8000"],
    [1, "0x3c00"],
    [-2, "0xc000"],
    [1 / 3, "0x3555"],
    [65_504, "0x7bff"],
    [2 ** -14, "0x0400"],
    [2 ** -14 - 2 ** -24, "0x03ff"],
    [2 ** -24, "0x0001"],
    [Number.POSITIVE_INFINITY, "0x7c00"],
    [Number.NEGATIVE_INFINITY, "0xfc00"],
    [Number.NaN, "0x7e00"],
  ])("knows the bits of %s", (value, word) => expect(bits(value)).toBe(word));

  it("rounds halves to the even neighbour, and beyond a half up", () => {
    // The last place of numbers in [1, 2) is 2⁻¹⁰.
    expect(bits(1 + 2 ** -11)).toBe("0x3c00");
    expect(bits(1 + 3 * 2 ** -11)).toBe("0x3c02");
    expect(bits(1 + 2 ** -11 + 2 ** -23)).toBe("0x3c01");
    expect(bits(1 + 2 ** -11 - 2 ** -23)).toBe("0x3c00");
  });

  it("rounds subnormals, to zero from half of the smallest down", () => {
    expect(bits(2 ** -25)).toBe("0x0000");
    expect(bits(2 ** -25 + 2 ** -48)).toBe("0x0001");
    expect(bits(3 * 2 ** -25)).toBe("0x0002");
    expect(bits(-(2 ** -26))).toBe("0x8000");
    expect(bits(2 ** -149)).toBe("0x0000");
  });

  it("carries from subnormal to normal, and into the next power of two", () => {
    expect(bits(2 ** -14 - 2 ** -25)).toBe("0x0400");
    expect(bits(2 - 2 ** -12)).toBe("0x4000");
  });

  it("becomes infinite from half a place beyond the largest number on", () => {
    expect(bits(65_519.996)).toBe("0x7bff");
    expect(bits(65_520)).toBe("0x7c00");
    expect(bits(-1e30)).toBe("0xfc00");
  });

  it("gives back every finite number", () => {
    const words = Array.from({ length: 2 ** 16 }, (_, word) => word).filter((word) => ((word >>> 10) & 0x1f) !== 0x1f);
    expect([...float16Bits(Float32Array.from(words, numberOf))]).toEqual(words);
  });

  it("rounds as ONNX Runtime's Cast does", async () => {
    const rng = createRng(5);
    const values = Float32Array.from({ length: 20_000 }, () => (rng.uniform() - 0.5) * 2 ** (rng.uniform() * 50 - 30));
    const cast = encodeOnnx({
      name: "cast",
      documentation: "",
      metadata: {},
      inputs: [{ name: "x", elementType: "float32", shape: [values.length] }],
      outputs: [{ name: "y", elementType: "float16", shape: [values.length] }],
      initializers: [],
      nodes: [
        {
          operator: "Cast",
          name: "cast",
          inputs: ["x"],
          outputs: ["y"],
          attributes: { to: { kind: "int", value: ELEMENT_TYPES.float16 } },
        },
      ],
    });
    const session = await openSession(cast, { device: "cpu", threads: 1 });
    const { y } = await session.run({ x: floatTensor(values, [values.length]) });
    // Node 24 and newer hand out a Float16Array.
    const { buffer, byteOffset, length } = y!.data as Uint16Array;
    expect([...float16Bits(values)]).toEqual([...new Uint16Array(buffer, byteOffset, length)]);
    await session.release();
  });
});
