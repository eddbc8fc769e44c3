/** The little Markdown that a model card's page is made of. */
import type { PortDescription } from "./card-sections.ts";

/** Four significant digits; a dash for what is not finite, such as the side of an unbounded space. */
export function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "–";
}

export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}

export function port({ name, elementType, shape }: PortDescription): string {
  return `${name} ${elementType === "float32" ? "" : `${elementType} `}[${shape.join(", ")}]`;
}
