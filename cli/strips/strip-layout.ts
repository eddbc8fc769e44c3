/** How strips of pictures are laid out. */

/** Folder of the strips in a run's folder. */
export const STRIPS = "strips";

export const COLUMNS = 12;

/** Decisions from one column to the next. */
export const DECISIONS_PER_COLUMN = 4;

/** Pixels. */
export const GAPS = { rows: 2, stretches: 12 } as const;
