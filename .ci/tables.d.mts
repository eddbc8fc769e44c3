/** The text with every marked table made anew from docs/results. */
export function withTables(text: string): string;
/** The page of all leaderboards in docs/results. */
export function leaderboardsPage(): string;
