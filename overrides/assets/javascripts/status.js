// A figure's status line: what Python is doing, and what to do when it cannot.

import { isHopeless } from "./lacks.js";
import { say } from "./speech.js";

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

export class Status {
  #words;
  #bar;
  #retry;

  constructor(figure) {
    this.#words = figure.querySelector(".demo__words");
    this.#bar = figure.querySelector(".demo__progress");
    this.#retry = figure.querySelector(".demo__retry");
  }

  show(state, { progress, problem }) {
    // A progress that counts aloud would drown everything else.
    this.#words.setAttribute("aria-live", state === "booting" ? "off" : "polite");
    if (state === "booting") this.#advance(progress);
    else if (state === "error") {
      this.#words.textContent = isHopeless
        ? say("{problem} The pictures stay as they are, and everything else here works.", {
            problem,
          })
        : say(
            "Python is not running. {problem} The pictures stay as they are; try again, or reload the page.",
            { problem },
          );
      this.#retry.hidden = isHopeless;
    } else if (state !== "static") {
      this.#words.textContent = say("Live: every number is computed by numpy in your browser.");
    }
  }

  #advance(progress) {
    this.#words.textContent = loading(progress);
    this.#bar.max = progress.total;
    this.#bar.value = progress.loaded;
  }
}

/** How far Python has come. */
export function loading({ stage, loaded, total }) {
  if (stage === "start") return say("Starting Python …");
  const [part, whole] = [loaded, total].map(megabytes);
  return say("Loading Python, {part} of {whole} MB …", { part, whole });
}
