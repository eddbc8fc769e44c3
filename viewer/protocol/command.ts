/** Commands: what a person who watches may ask of the running loop. */

export type Command =
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** Plays one frame while paused. */
  | { readonly kind: "step" }
  /** Watches another agent, one of those in the last `watchable` event. */
  | { readonly kind: "watch"; readonly agent: string }
  /** Multiple of real time, 0.1 to 16. */
  | { readonly kind: "speed"; readonly factor: number };
