/**
 * Valid prediction time: how long a prediction stays close to the truth. The normalised error over all O elements is
 * √(Σ ((predicted − true) / std)² / O) (Vlachas et al. 2020, "Backpropagation algorithms and reservoir computing in recurrent
 * neural networks for the forecasting of complex spatiotemporal dynamics", NRMSE and VPT), against the threshold 0.4 of Pathak et
 * al. 2018 ("Hybrid forecasting of chaotic processes", f = 0.4).
 */

export const VALIDITY_THRESHOLD = 0.4;

/** Normalised error over elements that may be fewer than the row holds. predicted, truth [≥O], std [O]; NaN where the truth is. */
export function normalisedError(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  std: ArrayLike<number>,
): number {
  let sum = 0;
  for (let index = 0; index < std.length; index++) {
    const error = (predicted[index]! - truth[index]!) / std[index]!;
    sum += error * error;
  }
  return Math.sqrt(sum / std.length);
}

export interface Validity {
  /** Decisions until which the error stays within the threshold. */
  readonly decisions: number;
  /** Whether it does to the end of what could be compared: the true figure may then be larger. */
  readonly toTheEnd: boolean;
}

/** errors [H] by horizon; NaN from where there is no truth any more. */
export function validity(errors: ArrayLike<number>, threshold: number): Validity {
  for (let ahead = 0; ahead < errors.length; ahead++) {
    const error = errors[ahead]!;
    if (Number.isNaN(error)) return { decisions: ahead, toTheEnd: true };
    if (error > threshold) return { decisions: ahead, toTheEnd: false };
  }
  return { decisions: errors.length, toTheEnd: true };
}
