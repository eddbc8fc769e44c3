/**
 * Decides when to draw: only when something has changed, and where drawing is slow (WebGL without a GPU) never more than half
 * of the time, so that the learning on the same machine keeps its cores.
 */

/** A frame that takes longer is slow: fewer than 25 a second. */
const SLOW_MS = 40;

export class DrawPacer {
  readonly #draw: () => void;
  #earliestMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `draw` asks for one frame. */
  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Something has changed. */
  request(): void {
    if (this.#timer !== undefined) return;
    const waitMs = this.#earliestMs - performance.now();
    if (waitMs <= 0) {
      this.#draw();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, waitMs);
  }

  /** To be called while a frame is drawn: the browser's next one tells what it cost. */
  drawing(): void {
    const startMs = performance.now();
    requestAnimationFrame(() => {
      const endMs = performance.now();
      this.#earliestMs = endMs - startMs > SLOW_MS ? endMs + (endMs - startMs) : 0;
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
