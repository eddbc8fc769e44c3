/** Trainable arrays and what an optimiser keeps beside them, as plain data. */

/** Arrays by name: parameters or optimiser state. */
export type Arrays = ReadonlyMap<string, Float32Array>;

export interface TrainerState {
  /** Steps taken. */
  readonly steps: number;
  readonly parameters: Arrays;
  readonly optimiserState: Arrays;
  /** Rows of a batch from here on, where the device's memory did not hold what was asked for. */
  readonly batch?: number;
  /** Where training keeps the weights that did best on held-out episodes. */
  readonly best?: BestWeights;
}

/** The weights with the lowest loss on held-out episodes so far. */
export interface BestWeights {
  /** Steps behind them. */
  readonly steps: number;
  readonly loss: number;
  readonly parameters: Arrays;
}
