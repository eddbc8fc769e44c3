/** A server that is fed a made-up run and obeys its viewers as a real one would. */
import { type Command, startViewerServer, type ViewerServer } from "../../viewer/index.ts";
import { frameAt, phasesAt, SCENE, TABLE } from "./synthetic-feed.ts";

export interface SyntheticRun {
  readonly server: ViewerServer;
  /** Those that came so far. */
  readonly commands: readonly Command[];
  /** Publishes the results. */
  finish(): void;
  stop(): Promise<void>;
}

export interface SyntheticRunOptions {
  readonly port: number;
  readonly clientFolders: readonly string[];
}

const AGENTS = ["random", "controller", "cem"] as const;
const FRAME_MS = 20;
const FRAMES_PER_POINT = 10;
/** Points of each loss that are there from the start. */
const PAST_POINTS = 300;

export async function startSyntheticRun(options: SyntheticRunOptions): Promise<SyntheticRun> {
  const commands: Command[] = [];
  let [step, paused, source] = [0, false, "random"];

  const playFrame = (): void => {
    step++;
    server.publish(frameAt(step, { source, episode: 3 }));
    if (step % FRAMES_PER_POINT === 0) publishPoint(server, step / FRAMES_PER_POINT);
  };
  const onCommand = (command: Command): void => {
    commands.push(command);
    if (command.kind === "pause") paused = true;
    if (command.kind === "resume") paused = false;
    if (command.kind === "step" && paused) playFrame();
    if (command.kind === "watch") {
      source = command.agent;
      server.publish({ kind: "watchable", agents: AGENTS, watching: source });
    }
  };

  const server = await startViewerServer({ ...options, onCommand });
  server.publish(SCENE);
  server.publish(phasesAt(2, 0.43));
  server.publish({ kind: "watchable", agents: AGENTS, watching: source });
  for (let x = 1; x <= PAST_POINTS; x++) publishLosses(server, x);
  const timer = setInterval(() => {
    if (!paused) playFrame();
  }, FRAME_MS);

  return {
    server,
    commands,
    finish() {
      server.publish(phasesAt(6, 0));
      server.publish(TABLE);
    },
    async stop() {
      clearInterval(timer);
      await server.close();
    },
  };
}

function publishPoint(server: ViewerServer, x: number): void {
  server.publish({ kind: "metric", series: "return/random", x, y: 28 + 9 * Math.sin(1.7 * x) });
  server.publish({
    kind: "metric",
    series: "return/controller",
    x,
    y: 215 * (1 - Math.exp(-x / 30)) + 20 * Math.sin(x),
  });
  server.publish({ kind: "metric", series: "controller/dreamReturn", x, y: 380 * (1 - Math.exp(-x / 20)) });
}

function publishLosses(server: ViewerServer, x: number): void {
  const decay = Math.exp(-x / 50);
  server.publish({ kind: "metric", series: "vae/loss", x, y: 3 * decay + 0.02 + 0.002 * Math.sin(x) });
  server.publish({ kind: "metric", series: "vae/heldOutLoss", x, y: 3 * decay + 0.05 });
  server.publish({ kind: "metric", series: "rnn/nll", x, y: 2 * decay - 1.2 + 0.03 * Math.sin(3 * x) });
}
