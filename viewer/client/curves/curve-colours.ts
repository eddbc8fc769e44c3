/** Looks of curves: told apart by hue and by lightness, readable on white; those of held-out episodes are dashed, in the colour of training's. */

export interface CurveLook {
  readonly colour: string;
  readonly dashed: boolean;
}

const COLOURS = ["#2563eb", "#e0562b", "#0d9488", "#7c3aed", "#b7791f", "#c2347f", "#475569", "#65840f"] as const;
const HELD_OUT = /\/heldOut([A-Z])/;

/** One look for each curve of a chart, by the series' names. */
export function curveLooks(names: readonly string[]): readonly CurveLook[] {
  const partners = names.map(trainingCurve);
  const own = names.filter((_, index) => !names.includes(partners[index] ?? ""));
  return names.map((name, index) => {
    const place = own.indexOf(own.includes(name) ? name : (partners[index] ?? name));
    return { colour: COLOURS[place % COLOURS.length] ?? COLOURS[0], dashed: partners[index] !== undefined };
  });
}

/** `vae/heldOutLoss` → `vae/loss`. */
function trainingCurve(name: string): string | undefined {
  return HELD_OUT.test(name) ? name.replace(HELD_OUT, (_, initial: string) => `/${initial.toLowerCase()}`) : undefined;
}
