/** Pictures as PNG files. Needs Node's zlib. */
import { crc32, deflateSync } from "node:zlib";
import { ShapeError } from "../core/errors.ts";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** sRGB bytes, rows from the top [H × W × 3]. */
  readonly rgb: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
const EIGHT_BIT_RGB = [8, 2, 0, 0, 0] as const;

/** The bytes of a PNG file (PNG specification, third edition). A ShapeError where `rgb` does not fit the size. */
export function encodePng({ width, height, rgb }: Picture): Uint8Array {
  if (rgb.length !== width * height * 3) {
    throw new ShapeError(`encodePng: rgb must be [H × W × 3]=[${width * height * 3}], got [${rgb.length}]`);
  }
  // Each row after a byte that says how it is filtered: 0, not at all.
  const rows = new Uint8Array(height * (1 + 3 * width));
  for (let row = 0; row < height; row++) {
    rows.set(rgb.subarray(3 * row * width, 3 * (row + 1) * width), row * (1 + 3 * width) + 1);
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  for (const [index, value] of EIGHT_BIT_RGB.entries()) header.setUint8(8 + index, value);
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** Length, type, data, checksum of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}
