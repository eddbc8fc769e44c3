/** The viewer of a command: its server, the theatre that feeds it, and the board of phases. */
import type { Scenario } from "../../sim/index.ts";
import { type FeedEvent, startViewerServer, type TableRow, type Command as ViewerCommand } from "../../viewer/index.ts";
import type { EngineMessage } from "../pipeline/engine-messages.ts";
import type { Progress } from "../progress.ts";
import { createPhaseBoard, type PhaseBoard } from "./phase-board.ts";
import { createTheatre } from "./theatre.ts";

export interface LiveShow {
  readonly url: string;
  readonly board: PhaseBoard;
  /** Shows what an engine thread tells. */
  take(message: EngineMessage): void;
  publish(event: FeedEvent): void;
  /** Shows the board after a change made from outside. */
  refresh(): void;
  table(rows: readonly TableRow[]): void;
  /** Offers these sources to watch and begins with `first`; `onWatch` is called for it and whenever one is chosen. */
  offer(sources: readonly string[], first: string, onWatch: (source: string) => void): void;
  close(): Promise<void>;
}

export interface LiveShowOptions {
  readonly scenario: Scenario;
  readonly port: number;
  readonly progress: Progress;
}

const TICK_MS = 16;
const POSE = 7;

/** Throws a UsageError when the port is taken. */
export async function openLiveShow({ scenario, port, progress }: LiveShowOptions): Promise<LiveShow> {
  const board = createPhaseBoard(() => performance.now() / 1000);
  let offered: readonly string[] = [];
  let watching: string | null = null;
  let onWatch: (source: string) => void = () => undefined;
  const theatre = createTheatre({
    controlStepSecs: scenario.timestepSecs,
    poseLength: scenario.scene.bodies.length * POSE,
    onFrame: (frame) => server.publish(frame),
    onSource: (source) => {
      if (watching === null || !offered.includes(source)) return;
      server.publish({ kind: "watchable", agents: offered, watching: source });
    },
  });
  const obey = (command: ViewerCommand): void => {
    if (command.kind === "watch") {
      if (!offered.includes(command.agent)) return;
      watching = command.agent;
      theatre.follow(watching);
      server.publish({ kind: "watchable", agents: offered, watching });
      onWatch(watching);
    } else if (command.kind === "speed") theatre.speed(command.factor);
    else theatre[command.kind]();
  };
  const server = await startViewerServer({ port, onCommand: obey });
  server.publish({
    kind: "scene",
    title: scenario.description,
    controlStepSecs: scenario.timestepSecs,
    scene: scenario.scene,
  });

  let last = performance.now();
  const clock = setInterval(() => {
    const now = performance.now();
    theatre.tick((now - last) / 1000);
    last = now;
  }, TICK_MS);

  const refresh = (): void => server.publish({ kind: "phases", phases: board.phases });
  return {
    url: server.url,
    board,
    publish: (event) => server.publish(event),
    refresh,
    table: (rows) =>
      server.publish({
        kind: "table",
        rows: rows.map(({ agent, dynamics, returnMean, returnStd, episodes }) => ({
          agent,
          dynamics,
          returnMean,
          returnStd,
          episodes,
        })),
      }),
    take: (message) => {
      if (message.kind === "footage") theatre.add(message.footage);
      if (message.kind === "metric" && Number.isFinite(message.y)) server.publish(message);
      if (message.kind === "stage") {
        board.start(message.id);
        progress.start(message.label, 1);
      }
      if (message.kind === "progress") {
        board.progress(message.id, message.fraction, message.detail);
        progress.update(message.fraction, message.detail);
      }
      if (message.kind === "stageFinished") {
        board.finish(message.id, message.detail);
        progress.finish(message.detail);
      }
      if (message.kind === "stage" || message.kind === "progress" || message.kind === "stageFinished") refresh();
    },
    offer: (sources, first, watch) => {
      offered = sources;
      onWatch = watch;
      obey({ kind: "watch", agent: first });
    },
    close: async () => {
      clearInterval(clock);
      await server.close();
    },
  };
}
