/** One viewer's socket. Frames that it cannot take in time are replaced by newer ones; everything else is delivered. */
import type { WebSocket } from "ws";

/** Frames handed to the socket and not yet flushed, beyond which newer frames wait (and replace each other). */
const MAX_FRAMES_IN_FLIGHT = 2;
/**
 * Bytes waiting in this process, beyond which the viewer is cut off. It reconnects by itself and is sent the whole
 * state anew, so nothing is lost and memory stays bounded.
 */
export const MAX_BACKLOG_BYTES: number = 32 * 1024 * 1024;
/** WebSocket status "try again later". */
const TRY_AGAIN_LATER = 1013;

export class ViewerSocket {
  readonly #socket: WebSocket;
  #framesInFlight = 0;
  #waitingFrame: Uint8Array | null = null;
  #droppedFrames = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** Sends what must arrive. */
  send(message: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount + message.length > MAX_BACKLOG_BYTES) {
      this.#socket.close(TRY_AGAIN_LATER, "too slow");
      this.#socket.terminate();
      return;
    }
    this.#socket.send(message, ignoreFailure);
  }

  /** Sends a frame now, or when the socket has taken those before it, unless a newer one comes first. */
  sendFrame(frame: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#framesInFlight >= MAX_FRAMES_IN_FLIGHT) {
      if (this.#waitingFrame) this.#droppedFrames++;
      this.#waitingFrame = frame;
      return;
    }
    this.#framesInFlight++;
    this.#socket.send(frame, () => this.#frameFlushed());
  }

  /** Forgets a waiting frame: its scene is over. */
  forgetFrame(): void {
    if (this.#waitingFrame) this.#droppedFrames++;
    this.#waitingFrame = null;
  }

  #frameFlushed(): void {
    this.#framesInFlight--;
    const waiting = this.#waitingFrame;
    this.#waitingFrame = null;
    if (waiting) this.sendFrame(waiting);
  }
}

/** A socket that fails while sending also closes, and is forgotten there. */
function ignoreFailure(): void {}
