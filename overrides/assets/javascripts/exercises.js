// The exercises of a page, as it comes: the one that it asks, or the list of all with the progress.

import { Exercise } from "./exercise.js";
import { forgetAll, isKept, progressOf, takeIn, written } from "./progress.js";
import { say } from "./speech.js";
import { save } from "./takeaway.js";

const FILE = "one-filter-progress.json";

const met = new WeakSet();

/** Bring the page's exercises to life, unless that has happened. */
export function meetExercises(editors) {
  for (const place of document.querySelectorAll("[data-exercise], [data-progress]")) {
    if (met.has(place)) continue;
    met.add(place);
    const editor = place.querySelector("[data-editor]");
    if (editor) new Exercise(place, editors.of(editor.dataset.editor));
    else new Overview(place);
  }
}

class Overview {
  #bar;
  #said;

  constructor(bar) {
    this.#bar = bar;
    this.#said = bar.querySelector("[role=status]");
    const file = bar.querySelector("input[type=file]");
    const dialog = bar.querySelector("dialog");
    const acts = {
      export: () => save(written(), "application/json", FILE),
      import: () => file.click(),
      reset: () => dialog.showModal(),
      keep: () => dialog.close(),
      forget: () => this.#forget(dialog),
    };
    bar.addEventListener("click", ({ target }) => {
      acts[target.closest("[data-act]")?.dataset.act]?.();
    });
    file.addEventListener("change", () => this.#takeIn(file));
    bar.hidden = false;
    if (!isKept()) this.#tell(keepsNothing());
    this.#show();
  }

  #forget(dialog) {
    dialog.close();
    forgetAll();
    this.#show();
    this.#tell(say("All progress is forgotten."));
  }

  async #takeIn(input) {
    const [file] = input.files;
    if (!file) return;
    try {
      const count = await takeIn(file);
      this.#show();
      this.#tell(read(count));
    } catch ({ message }) {
      this.#tell(say("{problem} Nothing was changed.", { problem: message }));
    }
    input.value = ""; // the same file may be chosen again
  }

  #tell(words) {
    this.#said.textContent = words;
  }

  #show() {
    const items = [...document.querySelectorAll("[data-name]")];
    for (const item of items) mark(item);
    for (const list of document.querySelectorAll(".exercises")) {
      sum(list, [...list.querySelectorAll("[data-name]")]);
    }
    sum(this.#bar, items);
  }
}

const keepsNothing = () =>
  say("This browser does not let the page keep anything: save your progress before you close it.");

const read = (count) =>
  count === 1
    ? say("Read: the progress of 1 exercise.")
    : say("Read: the progress of {count} exercises.", { count });

function mark(item) {
  const { tries, solved } = progressOf(item.dataset.name);
  const state = item.querySelector(".exercises__state");
  item.dataset.progress = solved ? "solved" : tries ? "tried" : "";
  state.textContent = solved ? say("Solved") : tried(tries);
  state.hidden = !tries && !solved;
}

const tried = (tries) =>
  tries === 1 ? say("Tried once") : say("Tried {count} times", { count: tries });

function sum(place, items) {
  const solved = items.filter(({ dataset }) => dataset.progress === "solved").length;
  const line = place.querySelector(".exercises__progress");
  line.hidden = false;
  line.querySelector("progress").value = solved;
  line.querySelector("span").textContent = say("{solved} of {count} solved", {
    solved,
    count: items.length,
  });
}
