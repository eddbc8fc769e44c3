/** Every subcommand, in the order of the help. */
import type { Command } from "../command.ts";
import { bench } from "./bench.ts";
import { compare } from "./compare.ts";
import { dataset } from "./dataset.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { evaluate } from "./evaluate.ts";
import { exportCommand } from "./export.ts";
import { leaderboard } from "./leaderboard.ts";
import { rollout } from "./rollout.ts";
import { scenarios } from "./scenarios.ts";
import { serve } from "./serve.ts";
import { sweep } from "./sweep.ts";
import { train } from "./train.ts";

export const COMMANDS: readonly Command[] = [
  demo,
  scenarios,
  rollout,
  dataset,
  train,
  evaluate,
  leaderboard,
  compare,
  sweep,
  serve,
  exportCommand,
  bench,
  doctor,
];
