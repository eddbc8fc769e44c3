/** The settings of a preset, by what V sees. */
import { UsageError } from "../../../sim/index.ts";
import type { Settings } from "../run-config.ts";
import type { Modality, Preset } from "../run-words.ts";
import { FAST_PIXELS, PAPER_PIXELS } from "./pixels.ts";
import { PRESETS } from "./state.ts";

const BY_MODALITY: Readonly<Record<Modality, Readonly<Partial<Record<Preset, Settings>>>>> = {
  state: PRESETS,
  pixels: { fast: FAST_PIXELS, paper: PAPER_PIXELS },
};

/** A UsageError where there is none. */
export function presetOf(preset: Preset, modality: Modality): Settings {
  const settings = BY_MODALITY[modality][preset];
  if (!settings)
    throw new UsageError(
      `--preset: ${Object.keys(BY_MODALITY[modality]).join(" or ")} required with --observe ${modality}, got ${preset}`,
    );
  return settings;
}
