/** Colours of curves: told apart by hue and by lightness, readable on white. */
const COLOURS = ["#2563eb", "#e0562b", "#0d9488", "#7c3aed", "#b7791f", "#c2347f", "#475569", "#65840f"] as const;

export function curveColour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? COLOURS[0];
}
