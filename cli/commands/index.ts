/** Every subcommand, in the order of the help. */
import type { Command } from "../command.ts";
import { doctor } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { rollout } from "./rollout.ts";
import { scenarios } from "./scenarios.ts";

export const COMMANDS: readonly Command[] = [scenarios, rollout, exportCommand, doctor];
