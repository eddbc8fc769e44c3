import { describe, expect, it } from "vitest";
import { describeModel } from "../../../worldmodel/checkpoint/describe-model.ts";
import { encodeModelFiles, MODEL_CARD } from "../../../worldmodel/checkpoint/model-files.ts";
import { decodeModelCard, type ModelCard } from "../../../worldmodel/checkpoint/model-json.ts";
import { ABOUT } from "../support/about-model.ts";
import { randomWorldModel } from "../support/random-world-model.ts";

/** C of z alone, with A = 2 and F = 3. */
const CONTROLLER = { inputs: "z", parameters: new Float32Array(8) } as const;
const STARTS = new Float32Array(6);
const FILES = encodeModelFiles(
  { model: randomWorldModel(2, { residual: true, headUnits: 6 }), controller: CONTROLLER, starts: STARTS },
  ABOUT,
);
const CARD = decodeModelCard(new TextDecoder().decode(FILES.get(MODEL_CARD)), MODEL_CARD);

function page(change: Partial<ModelCard> = {}): string {
  return describeModel({ ...CARD, ...change });
}

describe("the page of a model card", () => {
  it("tells what each file takes, gives and weighs", () => {
    const bytes = FILES.get("controller.onnx")?.length.toLocaleString("en");
    expect(page()).toContain(`| \`controller.onnx\` | z [1, 3] | action [1, 2] | ${bytes} |`);
  });

  it("tells units and bounds of observations and actions", () => {
    expect(page()).toContain("| element 3 | 1 | – | – |");
    expect(page()).toContain("| element 1 | 1 | -1 | 1 |");
  });

  it("tells who gathered the training data", () => {
    expect(page()).toContain(`5 episodes, 5,000 control steps`);
    expect(page()).toContain("| cem | 2 | 2,000 | 251 |");
    expect(page()).toContain(ABOUT.trainedOn.datasetHash);
  });

  it("tells scores on held-out data, and gives no relative error where nothing varies", () => {
    expect(page()).toContain("| reconstruction | 0.03125 | 0.5 | 1.25 |");
    expect(page()).toContain("| dreamed reward | – | 0 | 0 |");
  });

  it("tells returns once there are some", () => {
    expect(page()).toContain("not evaluated yet");
    const row = { agent: "cem", dynamics: "learned", episodes: 3, returnMean: 812.25, returnStd: 12.5 };
    const single = { agent: "random", dynamics: "–", episodes: 1, returnMean: 30, returnStd: null };
    const scored = page({ scores: { ...ABOUT.scores, returns: [row, single] } });
    expect(scored).toContain("| cem | learned | 3 | 812.3 ± 12.5 |");
    expect(scored).toContain("| random | – | 1 | 30 |");
    expect(scored).not.toContain("not evaluated yet");
    expect(scored).not.toContain("are controls");
    const control = page({ scores: { ...ABOUT.scores, returns: [row, { ...row, dynamics: "untrained" }] } });
    expect(control).toContain("`untrained` and `z-only` are controls");
  });

  it("tells the error of a precision, output by output", () => {
    expect(page()).not.toContain("## Error of");
    const deviation = { std: 2, relativeRms: 0.5, largest: 3 };
    const errors = {
      encoder: { z: deviation, logVar: deviation },
      decoder: { observation: deviation },
      dynamics: { expectedZ: deviation, reward: deviation, terminated: deviation },
      controller: { action: deviation },
    };
    const rounded = page({ precision: { weights: "int8", errors } });
    expect(rounded).toContain("## Error of int8");
    expect(rounded).toContain("| dynamics: reward | 0.5 | 3 | 2 |");
  });

  it("tells the limits: one world, factors in training, horizon", () => {
    // 25 decisions of 2 control steps of 0.05 s; 1,000 control steps.
    expect(page()).toContain("Dreams were measured for 2.5 s, episodes of training lasted at most 50 s.");
    expect(page()).toContain("Physical factors were gravity 9.81 m/s² in training.");
    expect(page()).toContain("was not measured");
    const validPrediction = { secs: 0.75, threshold: 0.5, toTheEnd: 0.1 };
    expect(page({ limits: { ...ABOUT.limits, validPrediction } })).toContain(
      "within 0.5 standard deviations for at least 0.75 s",
    );
  });

  it("has tables whose rows have as many cells as their headings", () => {
    const tables = page()
      .split("\n\n")
      .filter((paragraph) => paragraph.startsWith("|"));
    expect(tables.length).toBeGreaterThan(4);
    for (const rows of tables.map((paragraph) => paragraph.split("\n")))
      expect(new Set(rows.map((row) => row.split("|").length)).size).toBe(1);
  });
});
