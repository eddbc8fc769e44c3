/** Arrays of numbers as text, exact to the last bit: the base64 of their little-endian float64 bytes, a third of the size of decimal digits. */
import { SpecError } from "../../sim/core/index.ts";

export function encodeNumbers(values: ArrayLike<number>): string {
  const bytes = Buffer.alloc(values.length * 8);
  for (let i = 0; i < values.length; i++) bytes.writeDoubleLE(values[i]!, i * 8);
  return bytes.toString("base64");
}

/** A SpecError that begins with `where` when there are not `length` of them. */
export function decodeNumbers(text: string, length: number, where: string): Float64Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== length * 8) throw new SpecError(`${where} must hold ${length} numbers, got ${bytes.length / 8}`);
  return Float64Array.from({ length }, (_, i) => bytes.readDoubleLE(i * 8));
}
