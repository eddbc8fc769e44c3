/** What is behind everything: a pale ellipse of light, the same as the viewer's page has. */
import { BACKDROP_ELLIPSE, BACKDROP_STOPS } from "../core/scene-look.ts";

/** The bytes (r, g, b) of a picture without bodies [height × width × 3]. */
export function backdrop(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  const { centre, radii } = BACKDROP_ELLIPSE;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = ((column + 0.5) / width - centre[0]) / radii[0];
      const y = ((row + 0.5) / height - centre[1]) / radii[1];
      gradientInto(rgb, 3 * (row * width + column), Math.sqrt(x * x + y * y));
    }
  }
  return rgb;
}

function gradientInto(out: Uint8Array, to: number, at: number): void {
  const after = BACKDROP_STOPS.findIndex(([place]) => at <= place);
  const end = BACKDROP_STOPS.at(after) ?? [1, [0, 0, 0]];
  const start = BACKDROP_STOPS[after - 1] ?? end;
  const share = end === start ? 1 : (at - start[0]) / (end[0] - start[0]);
  for (let channel = 0; channel < 3; channel++) {
    const [low, high] = [start[1][channel] ?? 0, end[1][channel] ?? 0];
    out[to + channel] = Math.round(255 * (low + (high - low) * share));
  }
}
