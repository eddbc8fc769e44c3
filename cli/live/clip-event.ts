/** Makes an event fit the viewer: a text of any length, such as an error's, is shown as far as it helps. */
import type { FeedEvent } from "../../viewer/index.ts";

/** Characters that are shown of a text; the protocol takes four times as many. */
export const MOST_SHOWN = 1000;

export function clipEvent(event: FeedEvent): FeedEvent {
  if (event.kind === "notice" || event.kind === "caption") return { ...event, text: clip(event.text) };
  if (event.kind === "scene") return { ...event, title: clip(event.title) };
  if (event.kind !== "phases") return event;
  return { ...event, phases: event.phases.map((phase) => ({ ...phase, detail: clip(phase.detail) })) };
}

function clip(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 1)}…`;
}
