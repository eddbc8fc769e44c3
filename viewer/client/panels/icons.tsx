/** Icons, drawn on a 16 × 16 grid in the colour of the text. */
import type { ReactElement } from "react";

const PATHS = {
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  play: "M4.5 2.3v11.4L13.5 8z",
  step: "M3 2.6v10.8L10.2 8zM11 2.6h2.2v10.8H11z",
  reset:
    "M8 2.2a5.8 5.8 0 1 0 5.6 4.4h-1.8A4.1 4.1 0 1 1 8 3.9c1 0 2 .4 2.7 1L8.8 6.8h5V1.9l-1.9 1.8A5.8 5.8 0 0 0 8 2.2z",
  close: "M3.4 4.5 4.5 3.4 8 6.9l3.5-3.5 1.1 1.1L9.1 8l3.5 3.5-1.1 1.1L8 9.1l-3.5 3.5-1.1-1.1L6.9 8z",
  check: "M6.4 12.3 2.3 8.2l1.3-1.3 2.8 2.8 6-6 1.3 1.3z",
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" />
    </svg>
  );
}
