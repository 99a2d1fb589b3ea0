// One block of code on the page: what its reader makes of it, and what it says when it runs.

import { CodeEditor, loadEditor } from "./code-editor.js";
import { Output } from "./output.js";
import { say } from "./speech.js";

export class Editor {
  #python;
  #acts;
  #published;
  #code;
  #editor;
  #words;
  #before;
  #line = 0;
  #isHolding = false;
  #pressed = "";

  /** `acts` says what the buttons do, by their names, and how an edit is kept. */
  constructor(element, python, acts) {
    this.element = element;
    this.id = element.dataset.editor;
    this.name = element.dataset.name;
    this.demo = element.dataset.of ?? "";
    this.scope = this.demo || (element.dataset.scope ?? "");
    this.#python = python;
    this.#acts = acts;
    this.#published = this.#still.textContent.replace(/\n$/, "");
    this.#code = this.#published;
    this.#words = element.querySelector(".editor__status");
    this.#before = this.#words.textContent;
    this.output = new Output(element.querySelector(".editor__output"));
    element.addEventListener("click", (event) => this.#clicked(event));
    this.state = "ready";
  }

  get code() {
    return this.#editor?.code ?? this.#code;
  }

  get published() {
    return this.#published;
  }

  get isEdited() {
    return this.code !== this.#published;
  }

  get state() {
    return this.element.dataset.state;
  }

  set state(state) {
    this.element.dataset.state = state;
    for (const button of this.element.querySelectorAll("[data-act=reset], [data-act=check]")) {
      button.disabled = this.isBusy;
    }
    // What changes while it runs would be read over what it prints.
    this.#words.setAttribute("aria-live", this.isBusy ? "off" : "polite");
    if (state === "waiting") this.note(say("Waiting for its turn …"));
  }

  get isBusy() {
    return ["waiting", "running"].includes(this.state);
  }

  /** Python that judges what the reader writes; none where nothing is asked for. */
  get checks() {
    const isAsked = this.element.closest("[data-exercise]");
    return isAsked ? document.querySelector("template[data-checks]").content.textContent : "";
  }

  /** The place of the code as published. */
  get #still() {
    return this.element.querySelector(".editor__code code");
  }

  /** Let the page around the block know. */
  tell(type, detail) {
    this.element.dispatchEvent(new CustomEvent(`code:${type}`, { bubbles: true, detail }));
  }

  note(words) {
    if (this.#words.textContent !== words) this.#words.textContent = words;
  }

  /** Rest again, and say why. */
  end(words) {
    this.state = "ready";
    this.note(words);
  }

  /** Hold other code than the published: the reader's own of an earlier visit, or that of a link. */
  hold(code, notice = "") {
    this.#code = code;
    this.#isHolding = true;
    if (this.#editor) this.#editor.code = code;
    else this.#still.textContent = `${code}\n`;
    this.notify(notice);
    this.#changed();
    this.#isHolding = false;
  }

  /** Make room for what the code is about to say. */
  begin() {
    this.state = "running";
    this.note(say("Running …"));
    this.notify("");
    this.output.clear();
    this.mark(0);
  }

  notify(notice) {
    const place = this.element.querySelector(".editor__notice");
    place.textContent = notice;
    place.hidden = !notice;
  }

  /** Have all at hand that makes the code editable. */
  prepare() {
    // Whoever wants to edit hears why it cannot be had.
    loadEditor(this.#python.pyscript()).catch(() => {});
  }

  /** Make the code editable; with the focus in it, where the reader wants to write. */
  async open(wantsFocus = false, place = undefined) {
    try {
      const parts = await loadEditor(this.#python.pyscript());
      if (!this.#editor && this.element.isConnected) this.#mount(parts);
      if (wantsFocus) this.#editor?.focus(place);
    } catch ({ message }) {
      this.notify(
        say("The editor could not be loaded: {message} Try again, or reload the page.", {
          message,
        }),
      );
    }
  }

  reset() {
    this.hold(this.#published);
    this.#acts.keep();
    this.mark(0);
    this.output.restore();
    this.#acts.reset();
    this.note(this.#before);
    this.tell("restored");
  }

  /** Python has ended; so has what it knew of a demo's new code. */
  forget() {
    if (this.demo && !this.isBusy) {
      this.note(this.isEdited ? this.#edited : this.#before);
    }
  }

  /** Light the line in which it went wrong. */
  mark(line) {
    this.#line = line;
    this.#editor?.mark(line);
  }

  leave() {
    this.#editor?.stop();
  }

  #mount(parts) {
    const holder = this.element.querySelector(".editor__code");
    const still = holder.firstElementChild;
    this.#editor = new CodeEditor(parts, holder, {
      code: this.#code,
      label: this.#keys,
      changed: () => this.#changed(),
      run: () => this.#acts.run(),
      check: () => (this.checks ? this.#acts.check() : this.#acts.run()),
      leave: () => this.element.querySelector("[data-act=run]").focus(),
    });
    still.remove();
    this.#editor.mark(this.#line);
  }

  get #keys() {
    const { name } = this;
    return this.checks
      ? say("Code of {name}. Shift+Enter runs it, Control+Enter checks it, Escape leaves it.", {
          name,
        })
      : say("Code of {name}. Shift+Enter runs it, Escape leaves it.", { name });
  }

  get #edited() {
    return this.demo ? say("Edited: Run lets the demo run it") : say("Edited since this output");
  }

  #changed() {
    this.element.toggleAttribute("data-edited", this.isEdited);
    this.#line = 0;
    if (!this.isBusy && this.isEdited) this.note(this.#edited);
    if (!this.#isHolding) this.#acts.keep();
  }

  #clicked({ target, detail, clientX: x, clientY: y }) {
    const button = target.closest("[data-act]");
    const act = button?.dataset.act;
    if (act === "run") this.#press(detail > 1);
    else if (act === "edit") this.open(true);
    else if (act === "reset") this.reset();
    else if (act) this.#acts[act](button);
    else if (this.#invites(target)) this.open(true, { x, y });
  }

  /** Run or stop. The second half of a double click does not undo what the first half did. */
  #press(isSecond) {
    const act = this.isBusy ? "stop" : "run";
    if (isSecond && act !== this.#pressed) return;
    this.#pressed = act;
    this.#acts[act]();
  }

  /** A click into the code, not the end of a stroke that selects some of it. */
  #invites(target) {
    const isCode = target.closest(".editor__code") && !this.#editor;
    return isCode && getSelection().isCollapsed;
  }
}
