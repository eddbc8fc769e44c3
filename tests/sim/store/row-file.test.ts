import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng, StateError } from "../../../sim/core/index.ts";
import { createRowFile } from "../../../sim/store/index.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "craik-row-file-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("a row file", () => {
  it("gives back rows in any order with a memory far below its size, and is gone when it is removed", () => {
    const path = join(dir, "rows.tmp");
    const file = createRowFile(path, 7, { maxBytes: 2 ** 15 });
    for (let row = 0; row < 9000; row += 90) {
      file.append(Float32Array.from({ length: 90 * 7 }, (_, i) => row * 7 + i));
    }
    expect(file.rows).toBe(9000);
    const rng = createRng(1);
    const out = new Float32Array(50 * 7);
    for (let read = 0; read < 500; read++) {
      const from = rng.integer(9000 - 50);
      file.readInto(from, 49, out, 7);
      expect(out.subarray(7).every((value, i) => value === from * 7 + i)).toBe(true);
    }
    expect(() => file.append(out)).toThrow(StateError);
    expect(() => file.readInto(8999, 2, out)).toThrow(/rows must be read within \[0, 9000\), got 8999 to 9001$/);
    file.remove();
    expect(existsSync(path)).toBe(false);
  });
});
