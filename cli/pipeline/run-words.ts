/** Words with which a command line and a configuration choose. Loads nothing. */

export const PRESET_NAMES = ["fast", "paper", "dream"] as const;
export type Preset = (typeof PRESET_NAMES)[number];

export const MODALITIES = ["state", "pixels"] as const;
export type Modality = (typeof MODALITIES)[number];

export const GATHERERS = ["cem", "icem", "mppi", "planners", "controller"] as const;
/** A planner plans in M; `planners` are iCEM and MPPI in turn, two episodes each; `controller` is C, evolved on in the dream of the current M before each round, as Ha & Schmidhuber do. */
export type Gatherer = (typeof GATHERERS)[number];

export const EVOLUTION_PLACES = ["dream", "true", "dream-checked"] as const;
/**
 * Where candidates for C are scored: in dreams of the model; in the true scenario; or in dreams, with the search's mean scored in
 * the true scenario every few generations, of which the best is kept.
 */
export type EvolutionPlace = (typeof EVOLUTION_PLACES)[number];

export const SEARCH_KINDS = ["full", "separable"] as const;
/** What CMA-ES learns: how parameters depend on each other, or only their scales, which takes fewer generations and O(n) time. */
export type SearchKind = (typeof SEARCH_KINDS)[number];
