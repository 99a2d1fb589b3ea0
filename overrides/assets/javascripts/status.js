// A figure's status line: what Python is doing, and what to do when it cannot.

const STAGES = { download: "Loading Python", start: "Starting Python" };
const LIVE = "Live: every number is computed by numpy in your browser.";
const ADVICE = "The pictures stay as they are; try again, or reload the page.";
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

export class Status {
  #words;
  #bar;

  constructor(figure) {
    this.#words = figure.querySelector(".demo__words");
    this.#bar = figure.querySelector(".demo__progress");
  }

  show(state, { progress, problem }) {
    // A progress that counts aloud would drown everything else.
    this.#words.setAttribute("aria-live", state === "booting" ? "off" : "polite");
    if (state === "booting") this.#advance(progress);
    else if (state === "error") {
      this.#words.textContent = `Python is not running. ${problem} ${ADVICE}`;
    } else if (state !== "static") this.#words.textContent = LIVE;
  }

  #advance(progress) {
    this.#words.textContent = loading(progress);
    this.#bar.max = progress.total;
    this.#bar.value = progress.loaded;
  }
}

/** How far Python has come. */
export function loading({ stage, loaded, total }) {
  const amount = stage === "download" ? `, ${megabytes(loaded)} of ${megabytes(total)} MB` : "";
  return `${STAGES[stage]}${amount} …`;
}
