// What runs, runs only while it is seen: one tick an animation frame, and never two on the way.

const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const CALM_EVERY = 500; // milliseconds between two frames where the reader wants little motion
const CALM_PACE = 0.25; // and the share of the usual speed

export class Play {
  #tick;
  #running = false;
  #seen = false;
  #looping = false;

  /** `tick(seconds)` asks Python for the next frame and never rejects. */
  constructor(tick) {
    this.#tick = tick;
  }

  set running(running) {
    this.#running = running;
    this.#wake();
  }

  set seen(seen) {
    this.#seen = seen;
    this.#wake();
  }

  async #wake() {
    if (this.#looping || !this.#goesOn) return;
    this.#looping = true;
    let last = Number.POSITIVE_INFINITY; // until the first frame
    while (this.#goesOn) {
      const now = await nextFrame();
      const every = CALM.matches ? CALM_EVERY : 0;
      last = Math.min(last, now); // clocks are set back, too
      if (now - last < every || !this.#goesOn) continue;
      const pace = CALM.matches ? CALM_PACE : 1;
      const seconds = ((now - last) / 1000) * pace;
      last = now;
      if (seconds > 0) await this.#tick(seconds);
    }
    this.#looping = false;
  }

  // A hidden page gets no animation frames, so that the loop rests by itself.
  get #goesOn() {
    return this.#running && this.#seen;
  }
}

const nextFrame = () => new Promise(requestAnimationFrame);
