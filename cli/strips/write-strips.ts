/** What a model sees and dreams, as PNG files in its run's folder. */
import { encodePng } from "../../sim/index.ts";
import { type Retelling, retell, type WorldModel } from "../../worldmodel/index.ts";
import { contactSheet } from "../gallery/contact-sheet.ts";
import type { PipelineContext } from "../pipeline/context.ts";
import { heldOutSamples } from "../pipeline/held-out-samples.ts";
import { type ObservationPainter, observationPainter } from "./observation-painter.ts";
import { COLUMNS, DECISIONS_PER_COLUMN, GAPS, STRIPS } from "./strip-layout.ts";

/** Three stretches, one below the other. */
const SAMPLES = { observations: 0, stretches: 3, horizon: DECISIONS_PER_COLUMN * (COLUMNS - 1) } as const;

/**
 * Writes `strips/reconstruction-<round>.png` and `strips/dream-<round>.png`: of each stretch what happened above, and below it what V
 * gives back of each observation, or what M dreams from the first one under the same actions. Nothing where observations cannot be drawn.
 */
export async function writeStrips(context: PipelineContext, model: WorldModel, round: number): Promise<void> {
  const { folder, scenario } = context;
  const names = { reconstruction: `reconstruction-${round}.png`, dream: `dream-${round}.png` };
  if ((await folder.read(STRIPS, names.dream)) !== undefined) return;
  const paint = await observationPainter(scenario, model.config);
  if (!paint) return;
  const { samples, session } = await heldOutSamples(context, model.config, SAMPLES);
  const retellings = await retell(model, samples.stretches, session);
  const reconstruction = sheetOf(paint, retellings, ({ reconstructed }) => reconstructed);
  const dream = sheetOf(paint, retellings, ({ dreamed }) => dreamed);
  await folder.write(reconstruction, STRIPS, names.reconstruction);
  await folder.write(dream, STRIPS, names.dream);
}

function sheetOf(
  paint: ObservationPainter,
  retellings: readonly Retelling[],
  told: (retelling: Retelling) => readonly Float32Array[],
): Uint8Array {
  const pairs = retellings.map((retelling) => {
    const rows = [retelling.observed, told(retelling)];
    const pictures = rows.flatMap((row) => shown(row).map(paint));
    return contactSheet(pictures, { columns: pictures.length / rows.length, gap: GAPS.rows });
  });
  return encodePng(contactSheet(pairs, { columns: 1, gap: GAPS.stretches }));
}

/** As many as there are columns, evenly spread from the first to the last. */
function shown<T>(row: readonly T[]): readonly T[] {
  const count = Math.min(COLUMNS, row.length);
  return Array.from({ length: count }, (_, column) => row[Math.round((column * (row.length - 1)) / (count - 1 || 1))]!);
}
