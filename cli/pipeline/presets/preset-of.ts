/** The settings of a preset, by what V sees. */
import type { Settings } from "../run-config.ts";
import type { Modality, Preset } from "../run-words.ts";
import { FAST_PIXELS, PAPER_PIXELS } from "./pixels.ts";
import { PRESETS } from "./state.ts";

const BY_MODALITY: Readonly<Record<Modality, Readonly<Record<Preset, Settings>>>> = {
  state: PRESETS,
  pixels: { fast: FAST_PIXELS, paper: PAPER_PIXELS },
};

export function presetOf(preset: Preset, modality: Modality): Settings {
  return BY_MODALITY[modality][preset];
}
