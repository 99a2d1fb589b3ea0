// One exercise on its page: what a check says, hints one at a time, and what is remembered.

import { element, inCode } from "./output.js";
import { forgetAnswer, noteTry, progressOf } from "./progress.js";
import { say } from "./speech.js";

export class Exercise {
  #name;
  #verdict;
  #list;
  #cases = [];

  /** `editor` holds the reader's answer. */
  constructor(place, editor) {
    this.#name = place.dataset.exercise;
    this.#verdict = place.querySelector(".exercise__verdict");
    this.#list = place.querySelector(".exercise__cases");
    place.addEventListener("code:asked", () => this.#begin(say("Checking …")));
    place.addEventListener("code:case", ({ detail }) => this.#cases.push(detail));
    place.addEventListener("code:judged", ({ detail }) => this.#judge(detail));
    place.addEventListener("code:unjudged", ({ detail }) => this.#tell("open", detail.why));
    place.addEventListener("code:restored", () => this.#restart());
    const { code } = progressOf(this.#name);
    if (code && !editor.isEdited && code !== editor.published) editor.hold(code);
    revealOneByOne([...document.querySelectorAll("[data-help=hint]")]);
    this.#remember();
  }

  #begin(words) {
    this.#cases = [];
    this.#list.hidden = true;
    this.#tell("open", words);
  }

  #restart() {
    forgetAnswer(this.#name);
    this.#begin("");
  }

  #judge({ well, code }) {
    noteTry(this.#name, well, code);
    this.#remember();
    const good = this.#cases.filter((one) => one.well).length;
    const failed = this.#cases.find((one) => !one.well);
    if (well) this.#praise(good);
    else this.#tell("failed", failed ? stillToDo(good, this.#cases.length) : stops(), failed);
    this.#list.replaceChildren(...this.#cases.map((one) => told(one, one !== failed)));
    this.#list.hidden = !this.#cases.length;
  }

  #praise(good) {
    this.#tell(
      "solved",
      good === 1
        ? say("Solved. The one case holds.")
        : say("Solved. All {count} cases hold.", { count: good }),
    );
    const next = document.querySelector("[data-next]");
    if (next) this.#verdict.append(next.content.cloneNode(true));
  }

  #tell(verdict, words, failed) {
    this.#verdict.dataset.verdict = words ? verdict : "";
    this.#verdict.replaceChildren(element("p", "exercise__words", words));
    if (failed) this.#verdict.append(title(failed), why(failed));
  }

  /** Show what is known of earlier tries. */
  #remember() {
    const { tries, solved } = progressOf(this.#name);
    const state = document.querySelector(".exercise-place__state");
    if (state) state.hidden = !solved;
    const solution = document.querySelector("[data-help=solution] > summary");
    if (!solution) return;
    solution.textContent = tries
      ? say("Solution")
      : say("Solution: try first, or open it all the same");
  }
}

const stops = () =>
  say("Your code ends with an error, which stands above. Nothing could be checked.");

const stillToDo = (good, count) =>
  count === 1
    ? say("Not yet: the one case does not hold:")
    : say("Not yet: {good} of {count} cases hold. The first that does not:", { good, count });

/** A case in the list; with its numbers where they do not stand above the list. */
function told(one, isFull) {
  const item = element("li", "exercise__case", "");
  item.dataset.well = one.well;
  const words = one.well ? say("holds") : say("does not hold");
  item.append(title(one), element("span", "exercise__outcome", words));
  if (!one.well && isFull) item.append(why(one));
  return item;
}

const title = (one) => element("strong", "exercise__title", one.title);

function why(one) {
  const words = element("p", "exercise__why", "");
  words.append(...inCode(one.why));
  return words;
}

/** Let the next hint come into sight only once the one before it was opened. */
function revealOneByOne(hints) {
  for (const [index, hint] of hints.entries()) {
    const before = hints[index - 1];
    if (!before) continue;
    hint.hidden = !before.open;
    before.addEventListener("toggle", () => {
      hint.hidden &&= !before.open;
    });
  }
}
