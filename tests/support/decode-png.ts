/** Reads what `encodePng` writes: IHDR, one IDAT, rows without a filter. Compressed bytes may differ between versions of zlib. */
import { inflateSync } from "node:zlib";
import type { Picture } from "../../sim/index.ts";

const HEADER = { width: 16, height: 20, firstChunkAfter: 33 } as const;

export function decodePng(bytes: Uint8Array): Picture {
  const file = Buffer.from(bytes);
  const [width, height] = [file.readUInt32BE(HEADER.width), file.readUInt32BE(HEADER.height)];
  const length = file.readUInt32BE(HEADER.firstChunkAfter);
  const rows = inflateSync(file.subarray(HEADER.firstChunkAfter + 8, HEADER.firstChunkAfter + 8 + length));
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++)
    rgb.set(rows.subarray(row * (1 + 3 * width) + 1, (row + 1) * (1 + 3 * width)), row * 3 * width);
  return { width, height, rgb };
}
