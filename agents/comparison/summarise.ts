/** Errors of some episodes as the tables and curves of a report. */
import type { Rng } from "../../sim/core/index.ts";
import { bootstrapIntervals, type Interval } from "../evaluation/bootstrap.ts";
import { type Disagreement, disagreementByHorizon } from "./disagreement.ts";
import { type DreamGap, dreamGap } from "./dream-gap.ts";
import { byBehaviour, type EpisodeErrors } from "./episode-errors.ts";
import { meanValidity, normalisedByHorizon, rmseByHorizon, validToTheEnd } from "./pool-errors.ts";

/** A number for each predictor, by its name. */
export type ByPredictor = Readonly<Record<string, number>>;

/** An observed element, or the reward of a decision. */
export interface Quantity {
  readonly name: string;
  /** SI unit; `1` for a pure number. */
  readonly unit: string;
  /** In the training data. */
  readonly mean: number;
  readonly std: number;
}

export interface QuantityError {
  readonly name: string;
  readonly unit: string;
  /** Root mean square error in the unit. */
  readonly rmse: ByPredictor;
  /** The same divided by the quantity's standard deviation in the training data. */
  readonly normalised: ByPredictor;
  /** 95 % interval of the subject's rmse; null where a behaviour has one episode only. */
  readonly interval: Interval | null;
}

/** Errors so far ahead. */
export interface HorizonRow {
  readonly decisions: number;
  readonly secs: number;
  /** Starting points that were compared. */
  readonly points: number;
  /** Root mean square over all observed elements, each divided by its standard deviation. */
  readonly normalised: ByPredictor;
  /** 95 % interval of the subject's. */
  readonly interval: Interval | null;
  /** Of the subject; null where it is no ensemble. */
  readonly disagreement: Disagreement | null;
  /** Observed elements, then the reward. */
  readonly quantities: readonly QuantityError[];
}

export interface ValidPrediction {
  /** Mean over starting points. */
  readonly secs: number;
  readonly interval: Interval | null;
  /** Part of the points still valid at the end of the horizon; where it is not 0, `secs` is a lower bound. */
  readonly toTheEnd: number;
}

export interface Summary {
  readonly episodes: number;
  readonly points: number;
  /** By name of the predictor. */
  readonly validPrediction: Readonly<Record<string, ValidPrediction>>;
  readonly horizon: readonly HorizonRow[];
  /** Of the subject; null where no point's whole horizon could be compared. */
  readonly dreamGap: DreamGap | null;
}

export interface SummaryOptions {
  /** Name of the predictor that is examined; the others stand beside it. */
  readonly subject: string;
  readonly predictors: readonly string[];
  /** Observed elements, then the reward. */
  readonly quantities: readonly Quantity[];
  readonly decisionSecs: number;
  /** Of the bootstrap. */
  readonly rng: Rng;
}

export function summarise(episodes: readonly EpisodeErrors[], options: SummaryOptions): Summary {
  const { subject, predictors, quantities, decisionSecs, rng } = options;
  const std = quantities.slice(0, -1).map((quantity) => quantity.std);
  const groups = [...byBehaviour(episodes).values()];
  const curves = new Map(
    predictors.map((name) => {
      const rmse = rmseByHorizon(episodes, name);
      return [name, { rmse, normalised: normalisedByHorizon(rmse, std) }] as const;
    }),
  );
  const rmseIntervals = bootstrapIntervals(groups, (sample) => rmseByHorizon(sample, subject), rng.split("rmse"));
  const intervals = bootstrapIntervals(
    groups,
    (sample) => normalisedByHorizon(rmseByHorizon(sample, subject), std),
    rng.split("normalised"),
  );
  const disagreements = disagreementByHorizon(episodes, subject);
  const rows = intervals?.length ?? curves.get(subject)?.normalised.length ?? 0;
  const by = (value: (curve: { readonly rmse: Float64Array; readonly normalised: Float64Array }) => number) =>
    Object.fromEntries([...curves].map(([name, curve]) => [name, value(curve)]));

  const horizon = Array.from({ length: rows }, (_, ahead): HorizonRow => {
    const cell = (index: number): number => ahead * quantities.length + index;
    return {
      decisions: ahead + 1,
      secs: (ahead + 1) * decisionSecs,
      points: episodes.reduce((sum, { counts }) => sum + counts[ahead]!, 0),
      normalised: by(({ normalised }) => normalised[ahead]!),
      interval: intervals?.[ahead] ?? null,
      disagreement: disagreements?.[ahead] ?? null,
      quantities: quantities.map((quantity, index) => ({
        name: quantity.name,
        unit: quantity.unit,
        rmse: by(({ rmse }) => rmse[cell(index)]!),
        normalised: by(({ rmse }) => rmse[cell(index)]! / quantity.std),
        interval: rmseIntervals?.[cell(index)] ?? null,
      })),
    };
  });
  const validPrediction = predictors.map((name): readonly [string, ValidPrediction] => {
    const secs = (sample: readonly EpisodeErrors[]): number => meanValidity(sample, name) * decisionSecs;
    const spread = bootstrapIntervals(groups, (sample) => Float64Array.of(secs(sample)), rng.split(`validity ${name}`));
    return [name, { secs: secs(episodes), interval: spread?.[0] ?? null, toTheEnd: validToTheEnd(episodes, name) }];
  });
  return {
    episodes: episodes.length,
    points: episodes.reduce((sum, { points }) => sum + points, 0),
    validPrediction: Object.fromEntries(validPrediction),
    horizon,
    dreamGap: dreamGap(
      episodes.flatMap(({ predictors: own }) => own.get(subject)?.returns ?? []),
      episodes.flatMap(({ returns }) => returns),
    ),
  };
}
