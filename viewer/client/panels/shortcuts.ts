/** The keyboard: space pauses, → steps, 1 to 5 set the speed, G toggles the dream. */
import { useEffect } from "react";
import { useSession } from "../state/use-session.ts";

/** Speeds on offer, as multiples of real time; the first belongs to the key 1. */
export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4];

export function useShortcuts(resetView: () => void): void {
  const session = useSession();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const speed = SPEEDS[Number(event.key) - 1];
      if (event.key === " ") session.togglePaused();
      else if (event.key === "ArrowRight") session.send({ kind: "step" });
      else if (event.key === "g" || event.key === "G") session.toggleGhost();
      else if (event.key === "r" || event.key === "R") resetView();
      else if (speed !== undefined) session.send({ kind: "speed", factor: speed });
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [session, resetView]);
}

/** Controls that use these keys themselves keep them. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, select, input, textarea, a") !== null;
}
