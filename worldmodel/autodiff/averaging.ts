/** An exponential moving average of the weights beside any optimiser. */
import { ShapeError } from "../../sim/core/index.ts";
import { add, divide, multiply, subtract } from "./elementwise.ts";
import { oneMinusPower } from "./one-minus-power.ts";
import type { Optimiser } from "./optimiser.ts";
import { constant } from "./value.ts";

const AVERAGE = "average";

/** Name of the state array that holds the average of a parameter. */
export function averageOf(parameter: string): string {
  return `${parameter}/${AVERAGE}`;
}

/**
 * The same updates, with the weights after each averaged: aₜ = aₜ₋₁ + (1 − β) / (1 − βᵗ) · (wₜ − aₜ₋₁). With the correction, which is Adam's
 * (Kingma & Ba 2015, section 7.2), the average is one of weights that training went through alone, and a₁ = w₁ whatever a₀ is.
 */
export function averaged(optimiser: Optimiser, beta: number): Optimiser {
  return {
    stateNames: [...optimiser.stateNames, AVERAGE],
    update: (inputs) => {
      const average = inputs.state.at(-1);
      if (average === undefined) throw new ShapeError("averaging: a state array for the average required, got none");
      const updated = optimiser.update({ ...inputs, state: inputs.state.slice(0, -1) });
      const share = divide(constant(1 - beta), oneMinusPower(beta, inputs.step));
      const next = add(average, multiply(subtract(updated.weight, average), share));
      return { weight: updated.weight, state: [...updated.state, next] };
    },
  };
}
