// A patience that counts the seconds in which the page is awake: a tab that slept has not been waiting.

const TICK = 1000;

export class Patience {
  #ticks;
  #end;
  #timer;

  /** After so many `seconds` awake, `end()`. */
  constructor(seconds, end) {
    this.#ticks = seconds;
    this.#end = end;
  }

  /** Count anew, or stop counting. */
  watch(goesOn = true) {
    clearInterval(this.#timer);
    let left = this.#ticks;
    const tick = () => {
      left -= 1;
      if (left > 0) return;
      clearInterval(this.#timer);
      this.#end();
    };
    if (goesOn) this.#timer = setInterval(tick, TICK);
  }
}
