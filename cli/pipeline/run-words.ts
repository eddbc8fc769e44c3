/** Words with which a command line and a configuration choose. Loads nothing. */

export type Preset = "fast" | "paper";

export const MODALITIES = ["state", "pixels"] as const;
export type Modality = (typeof MODALITIES)[number];

export const GATHERERS = ["icem", "controller"] as const;
/** `icem` plans in M; `controller` is C, evolved on in the dream of the current M before each round, as Ha & Schmidhuber do. */
export type Gatherer = (typeof GATHERERS)[number];
