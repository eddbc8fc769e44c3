/** An engine thread that does what it is told, one order at a time: scenario, model and sessions are loaded once. */
import { StateError } from "../../sim/index.ts";
import { startEngine } from "./engine.ts";
import type { EngineMessage, EngineOrder, EngineTask } from "./engine-messages.ts";

export interface OrderThread<Order extends EngineOrder, Answer> {
  /** Call it again only when this one has settled. Rejects with the thread's error or the signal's reason. */
  ask(order: Order): Promise<Answer>;
  /** Frees what the thread holds and ends it. Rejects as `ask` did. */
  close(): Promise<void>;
}

/** `answerOf` picks the messages that answer an order; `onMessage` gets all others. */
export function openOrderThread<Order extends EngineOrder, Answer>(
  task: EngineTask,
  answerOf: (message: EngineMessage) => Answer | undefined,
  onMessage: (message: EngineMessage) => void,
  signal: AbortSignal,
): OrderThread<Order, Answer> {
  let answered: (answer: Answer) => void = () => undefined;
  const engine = startEngine(
    task,
    (message) => {
      const answer = answerOf(message);
      if (answer === undefined) onMessage(message);
      else answered(answer);
    },
    signal,
  );
  // A thread that fails between two orders is reported by the next call.
  engine.ended.catch(() => undefined);
  return {
    ask: (order) => {
      const arrival = new Promise<Answer>((resolve) => {
        answered = resolve;
      });
      engine.order(order);
      const tooEarly = engine.ended.then((): never => {
        throw new StateError(`engine thread: must answer an order to ${order.kind}, it has ended`);
      });
      return Promise.race([arrival, tooEarly]);
    },
    close: async () => {
      engine.order({ kind: "close" });
      await engine.ended;
    },
  };
}
