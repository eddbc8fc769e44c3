/** Results as JSON text. JSON has no infinities: they become the strings "Infinity" and "-Infinity", as in recorded datasets; NaN becomes null. */

export function toJsonText(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part === Number.POSITIVE_INFINITY || part === Number.NEGATIVE_INFINITY ? String(part) : part,
  );
}
