import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng, SpecError, StateError } from "../../../sim/core/index.ts";
import { createRowFile, StorageError } from "../../../sim/store/index.ts";

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

  it.each([2 ** 13, Number.NaN])("is not made, nor left open, with a memory of %d bytes", (maxBytes) => {
    const path = join(dir, "refused.tmp");
    const open = (): number => (process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0);
    const before = open();
    const make = (): unknown => createRowFile(path, 7, { maxBytes });
    expect(make).toThrow(SpecError);
    expect(make).toThrow(`${path}: maxBytes must be at least 16384, got ${maxBytes}`);
    expect(open()).toBe(before);
    expect(existsSync(path)).toBe(false);
  });

  it("is a StorageError where it cannot be made", () => {
    const path = join(dir, "nowhere", "rows.tmp");
    const make = (): unknown => createRowFile(path, 7, { maxBytes: 2 ** 15 });
    expect(make).toThrow(StorageError);
    expect(make).toThrow(`${path}: the file must be creatable, there is no such file or folder (ENOENT)`);
  });
});
