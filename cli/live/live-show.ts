/** The viewer of a command: its server, the theatre that feeds it, and the board of phases. */
import type { Scenario, Scene } from "../../sim/index.ts";
import { type FeedEvent, ProtocolError, startViewerServer, type Command as ViewerCommand } from "../../viewer/index.ts";
import type { EngineMessage } from "../pipeline/engine-messages.ts";
import type { ScoreRow } from "../pipeline/score.ts";
import type { Progress } from "../progress.ts";
import { clipEvent } from "./clip-event.ts";
import { createPhaseBoard, type PhaseBoard } from "./phase-board.ts";
import { searchEvent } from "./search-event.ts";
import { createTheatre } from "./theatre.ts";

export interface LiveShow {
  readonly url: string;
  readonly board: PhaseBoard;
  /** Shows what an engine thread tells. */
  take(message: EngineMessage): void;
  /** Never throws because of what is in the event: the loop goes on whatever its viewer can show. */
  publish(event: FeedEvent): void;
  /** Shows the board after a change made from outside. */
  refresh(): void;
  table(rows: readonly ScoreRow[]): void;
  /** Offers these sources to watch and begins with `first`; `onWatch` is called for it and whenever one is chosen. */
  offer(sources: readonly string[], first: string, onWatch: (source: string) => void): void;
  /** Whether somebody watches, playback goes on, and no newer episode waits to be shown. */
  readonly wantsEpisode: boolean;
  close(): Promise<void>;
}

export interface LiveShowOptions {
  readonly scenario: Scenario;
  readonly port: number;
  readonly progress: Progress;
}

const TICK_MS = 16;

/** Throws a UsageError when the port is taken. */
export async function openLiveShow({ scenario, port, progress }: LiveShowOptions): Promise<LiveShow> {
  const board = createPhaseBoard(() => performance.now() / 1000);
  let offered: readonly string[] = [];
  let onWatch: (source: string) => void = () => undefined;
  const theatre = createTheatre({
    controlStepSecs: scenario.timestepSecs,
    scene: scenario.scene,
    onScene: (scene) => publishScene(scene),
    onCaption: (text) => publish({ kind: "caption", text }),
    onSearch: (search) => publish(searchEvent(search)),
    onFrame: (frame) => publish(frame),
  });
  const obey = (command: ViewerCommand): void => {
    if (command.kind === "watch") {
      if (!offered.includes(command.agent)) return;
      theatre.follow(command.agent);
      publish({ kind: "watchable", agents: offered, watching: command.agent });
      onWatch(command.agent);
    } else if (command.kind === "speed") theatre.speed(command.factor);
    else theatre[command.kind]();
  };
  const server = await startViewerServer({
    port,
    onCommand: obey,
    onError: (error) => progress.note(`viewer: ${error.message}`),
  });
  const refused = new Set<FeedEvent["kind"]>();
  const publish = (event: FeedEvent): void => {
    try {
      server.publish(clipEvent(event));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // Frames come sixty times a second: one line for each kind says enough.
      if (!refused.has(event.kind)) progress.note(`viewer: a ${event.kind} is left out: ${error.message}`);
      refused.add(event.kind);
    }
  };
  const publishScene = (scene: Scene): void =>
    publish({ kind: "scene", title: scenario.description, controlStepSecs: scenario.timestepSecs, scene });
  publishScene(scenario.scene);

  let last = performance.now();
  const clock = setInterval(() => {
    const now = performance.now();
    theatre.tick((now - last) / 1000);
    last = now;
  }, TICK_MS);

  const refresh = (): void => publish({ kind: "phases", phases: board.phases });
  return {
    url: server.url,
    board,
    publish,
    refresh,
    table: (rows) =>
      publish({
        kind: "table",
        rows: rows.map(({ agent, dynamics, returnMean, returnStd, episodes }) => ({
          agent,
          dynamics,
          returnMean,
          // The viewer's table has a number in every cell.
          returnStd: returnStd ?? 0,
          episodes,
        })),
      }),
    take: (message) => {
      if (message.kind === "footage") theatre.add(message.footage);
      if (message.kind === "metric" && Number.isFinite(message.y)) publish(message);
      if (message.kind === "note") progress.note(message.line);
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
    get wantsEpisode() {
      return server.viewers > 0 && theatre.hungry;
    },
    close: async () => {
      clearInterval(clock);
      await server.close();
    },
  };
}
