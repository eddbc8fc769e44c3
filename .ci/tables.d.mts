/** The text with every marked table made anew from docs/results. */
export function withTables(text: string): string;
