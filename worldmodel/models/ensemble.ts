/**
 * Several Ms, trained apart from different starts and on different batches of the same data: where data was, they agree; elsewhere
 * each goes its own way (Lakshminarayanan et al. 2017; for planning Chua et al. 2018).
 */
import { inputAt } from "../autodiff/arguments.ts";
import { add, scale, sqrt, square, subtract } from "../autodiff/elementwise.ts";
import { split } from "../autodiff/layout.ts";
import { reduceMean } from "../autodiff/reductions.ts";
import type { Value } from "../autodiff/value.ts";

/** What the names of a member's parameters begin with: `rnn` of a single M, else `rnn.0`, `rnn.1` … */
export function memberNames(members: number): readonly [string, ...string[]] {
  if (members === 1) return ["rnn"];
  return ["rnn.0", ...Array.from({ length: members - 1 }, (_, other) => `rnn.${other + 1}`)];
}

/** Cuts what lies member by member along an axis into one value for each. */
export function splitMembers(x: Value, axis: number, members: number): readonly Value[] {
  return split(x, axis, new Array<number>(members).fill((x.shape[axis] ?? 0) / members));
}

/** Mean over the members, each of the same shape. */
export function meanOfMembers(values: readonly Value[]): Value {
  const [first, ...others] = [inputAt(values, 0), ...values.slice(1)];
  const sum = others.reduce((total, value) => add(total, value), first);
  return others.length === 0 ? first : scale(sum, 1 / values.length);
}

/**
 * How far the members' latents lie apart: their standard deviation over the E members, as root mean square over the latent
 * dimensions, √(Σₑ Σₖ (zₑₖ − z̄ₖ)² / (E·Z)). The unit is that of z, whose elements have a deviation of about 1. [N,T,Z] each → [N,T]
 */
export function disagreementOfMembers(latents: readonly Value[]): Value {
  const mean = meanOfMembers(latents);
  const variance = meanOfMembers(latents.map((z) => square(subtract(z, mean))));
  return sqrt(reduceMean(variance, [variance.shape.length - 1]));
}
