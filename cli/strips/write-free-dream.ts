/** What C does and sees in the dream, as a PNG file in its run's folder. */
import { runEpisode } from "../../agents/index.ts";
import { encodePng, type Observation, type Picture } from "../../sim/index.ts";
import { dreamEnv, LearnedDynamics, type TrainedModel } from "../../worldmodel/index.ts";
import { contactSheet } from "../gallery/contact-sheet.ts";
import { actingOptions, episodeSeed, type PipelineContext } from "../pipeline/context.ts";
import { learnedController } from "../pipeline/make-agent.ts";
import { observationPainter } from "./observation-painter.ts";
import { COLUMNS, DECISIONS_PER_COLUMN, GAPS, STRIPS } from "./strip-layout.ts";

const FREE_DREAM = "free-dream.png";

/** From nearly certain, over what M believes, to what Ha & Schmidhuber found best for learning in (2018, table 2). */
const TEMPERATURES = [0.5, 1, 1.15] as const;

/** Writes `strips/free-dream.png`: C acts in a dream of each temperature, a row each. Nothing where observations cannot be drawn. */
export async function writeFreeDream(
  { folder, scenario, config, signal }: PipelineContext,
  trained: Pick<TrainedModel, "model" | "controller" | "starts">,
): Promise<void> {
  const { model, controller } = trained;
  const { modality, actionRepeat } = model.config;
  const paint = await observationPainter(scenario, model.config);
  if (!paint) return;
  const dynamics = new LearnedDynamics(model, actingOptions(config.threads));
  const pictures: Picture[] = [];
  try {
    for (const temperature of TEMPERATURES) {
      const env = dreamEnv(trained, { temperature });
      const row: Picture[] = [];
      let steps = 0;
      const show = (observation: Observation): void => {
        if (steps++ % (DECISIONS_PER_COLUMN * actionRepeat) === 0) row.push(paint(observation[modality] ?? []));
      };
      try {
        const seed = episodeSeed(config.seed, "evaluation", 0);
        show(env.reset({ seed }).observation);
        await runEpisode(env, learnedController(dynamics, controller), {
          seed,
          maxSteps: (COLUMNS - 1) * DECISIONS_PER_COLUMN * actionRepeat,
          onStep: (_env, { observation }) => show(observation),
          signal,
        });
      } finally {
        env.close();
      }
      pictures.push(...padded(row));
    }
  } finally {
    await dynamics.dispose();
  }
  await folder.write(encodePng(contactSheet(pictures, { columns: COLUMNS, gap: GAPS.rows })), STRIPS, FREE_DREAM);
}

/** White where the dream has ended. */
function padded(row: readonly Picture[]): readonly Picture[] {
  const [first] = row;
  if (!first) return row;
  const white = { ...first, rgb: new Uint8Array(first.rgb.length).fill(255) };
  return Array.from({ length: COLUMNS }, (_, column) => row[column] ?? white);
}
