/** Where training takes its batches from. */
import type { Update } from "../runtime/trainer.ts";

/** The batch for the given update (counted from 0). It may depend on nothing but that number. */
export type BatchAt = (step: number) => Update["batch"];
