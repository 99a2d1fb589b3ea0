// One figure on the page: it sends what the reader does and shows what Python answers.

import { Controls } from "./controls.js";
import { latest } from "./latest.js";
import {
  address,
  addressed,
  isRubbish,
  keepPhotograph,
  keptPhotograph,
  recall,
  remember,
} from "./memory.js";
import { Pictures } from "./pictures.js";
import { Play } from "./play.js";
import { listen } from "./pointer.js";
import { say } from "./speech.js";
import { Status } from "./status.js";

export class Figure {
  #python;
  #pictures;
  #play;
  #link = "";
  #others;
  #mounted;
  #comesBack;
  #arrival; // the values to start with, until they have been taken
  #gone = new AbortController();
  #set = latest((change) => this.#change(change), merged);

  /**
   * `others` finds the figure of another demo on the page; `comesBack` says that the reader has been
   * here before, so that the visit's memory counts for more than the link.
   */
  constructor(element, python, { isFirst, others, comesBack }) {
    this.element = element;
    this.name = element.dataset.demo;
    this.isFirst = isFirst;
    this.#python = python;
    this.#others = others;
    this.#comesBack = comesBack;
    this.#arrive();
    this.controls = new Controls(element, {
      set: (values) => this.#set(values),
      press: (action) => this.send("press", { action }),
    });
    this.#pictures = new Pictures(element);
    this.#play = new Play((seconds) => this.send("tick", { seconds }));
    this.status = new Status(element);
    for (const [view, canvas] of this.#pictures.canvases) {
      listen(canvas, view, {
        scene: () => this.#pictures.view(view),
        send: (verb, about) => this.send(verb, about),
        isLive: () => this.isLive && this.#pictures.view(view) !== undefined,
      });
    }
  }

  get isLive() {
    return ["ready", "running"].includes(this.state);
  }

  /** Whether it runs a reader's version of its code. */
  get isOwn() {
    return this.element.hasAttribute("data-own");
  }

  get state() {
    return this.element.dataset.state;
  }

  set state(state) {
    this.element.dataset.state = state;
    this.controls.enable(this.isLive);
    // What changes by itself would drown a screen reader's other words.
    for (const output of this.element.querySelectorAll("output[data-live]")) {
      output.setAttribute("aria-live", state === "running" ? "off" : "polite");
    }
    this.status.show(state, this.#python);
  }

  /** Ends what listens beyond the figure, and would keep its page for ever. */
  get gone() {
    return this.#gone.signal;
  }

  set seen(seen) {
    this.#play.seen = seen;
  }

  /** The address that brings back what is on show. */
  get link() {
    return address(this.#link || `demo=${this.name}`);
  }

  /** Bring the demo on stage, or bring back what is kept of it; settles in any case. */
  mount() {
    this.#mounted = this.#mount().catch((error) => {
      if (this.#python.state === "ready") this.fail(error);
    });
    return this.#mounted;
  }

  /** Take what the link's ending says, although something else is on show. */
  follow() {
    if (!this.isLive) return this.#arrive();
    if (!addressed(this.name, this.isFirst)) return this.#doubt();
    this.#comesBack = false;
    return this.mount();
  }

  /** Note at once what to begin with: the address may change before Python is there. */
  #arrive() {
    this.#arrival = recall(this.name, this.isFirst, this.#comesBack);
  }

  async #mount() {
    const query = this.#arrival ?? recall(this.name, this.isFirst, this.#comesBack);
    const photo = keptPhotograph(this.name);
    const values = photo ? { photo } : {};
    const frame = await this.#asked("mount", { values, query });
    this.#comesBack = true;
    this.#arrival = undefined;
    this.controls.accept();
    const shown = this.show(frame);
    this.controls.refuseAll(frame.refused);
    this.#doubt();
    await shown;
  }

  /** Say so when the link's ending is for nothing on this page. */
  #doubt() {
    if (this.isFirst && isRubbish((name) => this.#others(name))) {
      this.controls.notify(
        say("The end of this page's address means nothing here. The demos start as they are."),
      );
    }
  }

  /** Settles once the demo is on stage, and starts Python if need be. */
  async ready() {
    await this.#python.start();
    await this.#mounted;
  }

  /** Ask Python, show the frame, and reject where it refuses. */
  async ask(verb, about = {}) {
    await this.ready();
    const frame = await this.#asked(verb, about);
    const shown = this.show(frame);
    for (const other of frame.also ?? []) this.#others(other)?.send("frame");
    if (verb === "set") {
      this.controls.accept();
      if (about.values.photo) keepPhotograph(this.name, about.values.photo);
    }
    await shown;
    return frame;
  }

  /** Ask Python what changes nothing. */
  async inquire(verb, about = {}) {
    await this.ready();
    return this.#asked(verb, about);
  }

  /** Ask, and show the reader what is refused. Settles in any case. */
  async send(verb, about) {
    try {
      await this.ask(verb, about);
    } catch (error) {
      this.complain(error);
    }
  }

  /** Say what went wrong, beside the control that it is about. */
  complain(error) {
    if (this.isLive) this.controls.refuse(error.about ?? "", error.message);
  }

  fail({ message }) {
    this.state = "error";
    this.status.show("error", { problem: message });
  }

  /** Show a frame; settles once it is painted. */
  async show(frame) {
    if (!this.element.isConnected) return;
    const painted = this.#pictures.show(frame.views, frame.same);
    this.controls.hold(frame.values);
    for (const output of this.element.querySelectorAll("output[data-readout]")) {
      write(output, frame.readouts[output.dataset.readout] ?? "");
    }
    this.#link = frame.link;
    this.element.dataset.link = frame.link;
    remember(this.name, frame.link);
    const state = frame.running ? "running" : "ready";
    this.element.toggleAttribute("data-own", frame.own);
    this.element.querySelector(".demo__own").hidden = !frame.own;
    if (this.state !== state) this.state = state;
    this.#play.running = frame.running;
    await painted;
    this.element.dataset.painted = "";
  }

  stop() {
    this.#gone.abort();
    this.#play.running = false;
    this.#pictures.stop();
  }

  /** Python answers in the figure's language, which is not everywhere that of the page. */
  #asked(verb, about) {
    return this.#python.ask(verb, { demo: this.name, language: this.element.lang, ...about });
  }

  async #change(values) {
    await this.send("set", { values });
  }
}

const merged = (waiting, next) => ({ ...waiting, ...next });

function write(output, text) {
  if (output.textContent !== text) output.textContent = text;
}
