// The blocks of code on a page: they run one after the other in the visit's one Python.

import { linked, packed } from "./code-link.js";
import { Editor } from "./editor.js";
import { keep, kept } from "./edits.js";
import { afterwards } from "./lacks.js";
import { say } from "./speech.js";
import { loading } from "./status.js";
import { copyLink, copyText, save } from "./takeaway.js";
import { own, putIn, spoken, takeOut, unchanged } from "./versions.js";

const UNSEEN = 10 * 60_000; // so long may code run in a tab that nobody looks at

const NOTEBOOK = "application/x-ipynb+json";

export class Editors {
  #python;
  #figure;
  #editors = new Map();
  #waiting = [];
  #slow; // the code of a demo that does not answer
  #running;
  #visit = 0;
  #ran = new Set(); // the blocks whose names Python has

  /** `figure(name)` finds a demo's figure on the page. */
  constructor(python, figure) {
    this.#python = python;
    this.#figure = figure;
    python.addEventListener("said", ({ detail }) => this.#hear(detail));
    python.addEventListener("progress", () => this.#running?.note(loading(python.progress)));
    python.addEventListener("state", () => {
      if (python.state === "ready") return;
      this.#waitNoMore(whole());
      this.#ran.clear();
      for (const editor of this.#editors.values()) editor.forget();
    });
    python.addEventListener("slow", ({ detail }) => this.#wait(detail));
    python.addEventListener("answered", () => this.#waitNoMore());
    addEventListener("hashchange", () => this.#follow());
    document.addEventListener("visibilitychange", () => this.#watch());
  }

  /** A page has come: leave the blocks of the last one, take up those of this one. */
  arrive() {
    const gone = [...this.#editors.values()].filter(({ element }) => !element.isConnected);
    if (gone.length) this.#leave(gone);
    for (const element of document.querySelectorAll("[data-editor]")) {
      if (!this.#editors.has(element.dataset.editor)) this.#take(element);
    }
    this.#follow();
  }

  /** A block on the page, by its name. */
  of(id) {
    return this.#editors.get(id);
  }

  #leave(gone) {
    if (gone.includes(this.#running)) this.#python.restart();
    this.#waiting = [];
    for (const editor of gone) {
      editor.leave();
      this.#editors.delete(editor.id);
    }
    this.#visit += 1;
    this.#ran.clear();
  }

  #take(element) {
    const editor = new Editor(element, this.#python, {
      run: () => this.#run(editor),
      check: () => this.#run(editor, editor.checks),
      stop: () => this.#stop(editor),
      copy: (button) => copyText(button, editor.code),
      link: (button) => this.#link(editor, button),
      notebook: () => this.#download(editor),
      keep: () => keep(editor),
      reset: () => editor.demo && takeOut(this.#python, this.#figure(editor.demo)),
    });
    this.#editors.set(editor.id, editor);
    const code = kept(editor);
    if (code !== undefined) editor.hold(code);
    const ahead = () => {
      this.#python.start().catch(() => {});
      editor.prepare();
    };
    // Whoever is about to run a block need wait neither for Python nor for the editor afterwards.
    for (const sign of ["pointerenter", "focusin"]) {
      element.addEventListener(sign, ahead, { once: true });
    }
  }

  async #link(editor, button) {
    const ending = await packed(editor.id, editor.code);
    copyLink(button, `${location.href.split("#")[0]}#${ending}`);
  }

  async #run(editor, checks = "") {
    if (editor.isBusy) return;
    editor.state = "waiting";
    // Python is asked first: it works while the editor is made.
    setTimeout(() => editor.open());
    editor.asked = checks;
    this.#waiting.push(editor);
    if (this.#running) return;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#running = next;
      await this.#runNow(next, next.asked);
      this.#running = undefined;
    }
  }

  async #runNow(editor, checks) {
    editor.begin();
    if (checks) editor.tell("asked");
    keep(editor);
    this.#watch();
    try {
      await this.#python.retry();
      const code = editor.code;
      const { words, well } = await this.#make(editor, code, checks);
      editor.end(words);
      if (checks) editor.tell("judged", { well, code });
    } catch ({ message }) {
      const text = this.#python.state === "error" ? afterwards(message) : message;
      if (editor.element.isConnected) editor.output.add({ kind: "note", text });
      editor.end(editor.demo ? unchanged() : say("Output"));
      if (checks) editor.tell("unjudged", { why: message });
    }
    this.#watch();
  }

  /** Do with the code what it is for; say how that went. */
  async #make(editor, code, checks) {
    if (editor.demo) return putIn(this.#python, this.#figure(editor.demo), editor, code);
    await this.#runAbove(editor);
    const { seconds, well } = await this.#ask(editor, { code, quiet: false, checks });
    return { words: say("Output, after {time}", { time: spoken(seconds) }), well };
  }

  /** Give the block the names that it builds on, whoever made the code above it. */
  async #runAbove(editor) {
    const all = [...document.querySelectorAll("[data-editor]")];
    const above = all
      .slice(0, all.indexOf(editor.element))
      .map(({ dataset }) => this.#editors.get(dataset.editor))
      .filter((other) => other?.scope === editor.scope && !this.#ran.has(other.id));
    for (const other of above) await this.#ask(other, { code: other.published, quiet: true });
    if (above.length)
      editor.output.add({ kind: "note", text: say("The blocks above ran first, as published.") });
  }

  async #ask(editor, about) {
    const { id: block, name, scope } = editor;
    const page = `${location.pathname}#${this.#visit}`;
    const answer = await this.#python.ask("run", { demo: "", page, scope, block, name, ...about });
    this.#ran.add(block);
    return answer;
  }

  /** End a run, and Python with it: nothing else ends an endless loop. */
  #stop(editor, why = stopped(editor)) {
    for (const other of this.#waiting) other.end(say("Not run"));
    this.#waiting = [];
    if ([this.#running, this.#slow].includes(editor)) this.#python.restart(why);
  }

  /** A demo that runs a reader's version keeps silent: offer to stop it. */
  #wait(demo) {
    const editor = [...this.#editors.values()].find((other) => demo && other.demo === demo);
    if (!editor || editor.isBusy || !this.#figure(demo)?.isOwn) return;
    this.#slow = editor;
    editor.state = "running";
    editor.note(say("Your version is still at work. Stop ends it, and Python with it."));
  }

  #waitNoMore(note = "") {
    const editor = this.#slow;
    this.#slow = undefined;
    if (!editor) return;
    editor.end(note ? unchanged() : own());
    if (note) editor.output.add({ kind: "note", text: note });
  }

  #hear({ block, event }) {
    const editor = this.#editors.get(block);
    if (!editor) return;
    // A demo's own code may fail with every move of the pointer: the last time is told.
    const isAgain = event.kind === "error" && editor.demo && !editor.isBusy;
    if (event.kind === "case") editor.tell("case", event);
    else if (isAgain) editor.output.renew(event);
    else editor.output.add(event);
    if (event.kind === "error") editor.mark(event.line);
  }

  /** Take up the code that the address carries; only the reader can run it. */
  async #follow() {
    const link = linked(location.hash);
    const editor = link && this.#editors.get(link.id);
    if (!editor) return;
    try {
      editor.hold(
        await link.read(),
        say("This code came with the link. Read it before you run it."),
      );
    } catch {
      editor.notify(say("The code in this page's address is damaged. This is the published code."));
    }
    const fold = editor.element.closest("details");
    if (fold) fold.open = true;
    editor.element.scrollIntoView();
  }

  async #download(editor) {
    const blocks = [...this.#editors.values()].filter(({ scope }) => scope === editor.scope);
    const upTo = blocks.slice(0, blocks.indexOf(editor) + 1).map(({ code }) => code);
    const [title] = document.title.split(" - ");
    const address = location.href.split(/[?#]/)[0];
    const about = { demo: "", title, address, blocks: upTo };
    try {
      save(await this.#python.ask("notebook", about), NOTEBOOK, `${editor.id}.ipynb`);
    } catch ({ message }) {
      editor.notify(message);
    }
  }

  #timer;

  /** Nobody may notice code that runs for ever in a tab that is hidden. */
  #watch() {
    clearTimeout(this.#timer);
    if (!document.hidden || !this.#running) return;
    this.#timer = setTimeout(
      () =>
        this.#running &&
        this.#stop(
          this.#running,
          say("Stopped: it ran for ten minutes in a tab that nobody looked at."),
        ),
      UNSEEN,
    );
  }
}

const whole = () => say("Stopped. Python begins afresh, and the demo with its own code.");
const stopped = (editor) => (editor.demo ? whole() : say("Stopped. Python begins afresh."));
