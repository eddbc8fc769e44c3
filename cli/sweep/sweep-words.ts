/** What a sweep calls its worlds and the agents beside it. */
import type { PublishedScore } from "../leaderboard/published-scores.ts";
import type { Casting } from "../pipeline/casting.ts";

/** Where the controllers of a sweep act; colours as in the viewer. */
export const WORLDS = {
  dream: { label: "in the dream", colour: "#7c3aed" },
  true: { label: "in the true scenario", colour: "#1a1e27" },
} as const;

/** With as many digits as were published. */
export function asPublished({ returnMean, returnStd }: Pick<PublishedScore, "returnMean" | "returnStd">): string {
  return returnStd === null ? String(returnMean) : `${returnMean} ± ${returnStd}`;
}

export function referenceLabel({ agent, dynamics }: Casting): string {
  if (agent === "random") return "random play";
  return dynamics === "untrained" ? "control: untrained M" : "control: z only";
}
