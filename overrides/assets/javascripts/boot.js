// The one Python of a visit: a PyScript worker outside the part of the page that navigation swaps.
// It starts when first asked for, tells how far it is, and can fail and be started again.

import program from "../../../pysrc/browser/lab.py";
import { hopeless, isHopeless } from "./lacks.js";
import { Patience } from "./patience.js";
import { Porter } from "./porter.js";
import { load } from "./pyscript.js";
import { follow, say } from "./speech.js";
import { told } from "./whole.js";

const PATIENCE = 60; // seconds; a Python that says nothing for this long, asked or booting, hangs
const PATIENT = new Set(["run", "put_in"]); // a reader's own code may take its time
const SLOW = 2_000; // and after this long a reader may want to stop it

const script = document.querySelector("script[data-runtime]");
const site = new URL(script?.dataset.site ?? ".", document.baseURI);
const runtime = JSON.parse(script?.dataset.runtime ?? "{}");
const url = (path) => new URL(path, site).href;

export class Refusal extends Error {
  /** What the demo does not take; `about` names the value. */
  constructor({ name, message }) {
    super(message);
    this.name = "Refusal";
    this.about = name;
  }
}

class Python extends EventTarget {
  #catalogues = new Map(); // the languages that Python has to know
  state = "idle"; // → booting → ready, or error
  progress = { stage: "download", loaded: 0, total: runtime.bytes };
  problem = "";
  source; // what it was started from, once it is: image, light or plain
  #worker;
  #porter;
  #script;
  #pyscript;
  #asked = new Map();
  #count = 0;
  #patience = new Patience(PATIENCE, () => this.#fail(say("Python has stopped answering.")));
  #attempt = 0;
  #started;

  /** Start, unless that has happened; settles once Python answers. */
  start() {
    this.#started ??= isHopeless ? this.#giveUp() : this.#boot();
    return this.#started;
  }

  /** Start anew after a failure. */
  retry() {
    if (this.state === "error") this.#started = undefined;
    return this.start();
  }

  /** Let Python speak the language of a `catalogue` too. */
  teach(catalogue) {
    if (catalogue.code === "en" || this.#catalogues.has(catalogue.code)) return;
    this.#catalogues.set(catalogue.code, catalogue);
    if (this.state === "ready") this.#inform(catalogue);
  }

  #inform(catalogue) {
    this.#worker.postMessage({ id: 0, verb: "speak", demo: "", catalogue });
  }

  /** Ask the player; `about` holds `demo` and the verb's arguments. */
  async ask(verb, about) {
    await this.start();
    const id = ++this.#count;
    this.#worker.postMessage({ id, verb, ...about });
    const isFirst = !this.#asked.size;
    const answer = new Promise((resolve, reject) => {
      this.#asked.set(id, { verb, resolve, reject });
    });
    const slow = setTimeout(() => this.#tell("slow", about.demo), SLOW);
    const settled = () => clearTimeout(slow);
    answer.then(settled, settled);
    if (isFirst || PATIENT.has(verb)) this.#attend();
    return answer;
  }

  /** End Python, whatever it is doing, and start another; who waits for an answer hears `why`. */
  restart(why) {
    this.#dismiss(why);
    this.#started = this.#boot();
    this.#started.catch(() => {});
  }

  /** PyScript's exports; they bring an editor along, and no Python yet. */
  pyscript() {
    this.#pyscript ??= load(runtime, url, this.#attempt);
    this.#pyscript.catch(() => {
      this.#pyscript = undefined;
    });
    return this.#pyscript;
  }

  async #giveUp() {
    await follow(); // the page's language may not be known yet
    this.#fail(hopeless());
    return this.#started;
  }

  async #boot() {
    const attempt = ++this.#attempt;
    this.progress = { stage: "download", loaded: 0, total: runtime.bytes };
    this.#porter = new Porter(url(runtime.porter), (told) => this.#hear(told));
    this.#enter("booting");
    this.#patience.watch();
    const ready = new Promise((resolve, reject) => {
      this.#asked.set("ready", { resolve, reject });
    });
    this.#hire(attempt).catch((error) => {
      if (attempt === this.#attempt) this.#fail(error.message);
    });
    await ready;
    this.#porter.dismiss(); // not sooner: in Firefox, what it has just posted would end with it
    for (const catalogue of this.#catalogues.values()) this.#inform(catalogue);
    this.#enter("ready");
  }

  async #hire(attempt) {
    const { hooks } = await this.pyscript();
    if (attempt !== this.#attempt) return;
    // PyScript would build these from text, which a strict security policy forbids.
    hooks.worker.onBeforeRunAsync.clear();
    hooks.main.onWorker.clear();
    hooks.main.onWorker.add((_, worker) => this.#employ(worker));
    this.#script = document.createElement("script");
    Object.assign(this.#script, { type: "py", textContent: program });
    this.#script.setAttribute("worker", "");
    document.documentElement.append(this.#script);
  }

  #employ(worker) {
    this.#worker = worker;
    let failure; // the first that is heard of it says it best
    const failed = async (about) => {
      failure ??= told(about);
      const problem = await failure;
      if (worker === this.#worker) this.#fail(problem);
    };
    worker.addEventListener("message", ({ data }) => {
      if (worker !== this.#worker) return;
      if (data?.failure) failed(data.failure);
      else if (data?.lives) this.#outlive(worker, data.lives);
      else this.#hear(data);
    });
    worker.onerror = ({ error, message }) => failed({ message: error?.message ?? message });
    // The program runs to its end in any case; only its first answer says that it works.
    const ended = async () => {
      await follow(); // the page's language may not be known yet
      if (!failure && worker === this.#worker && this.#asked.has("ready")) {
        this.#fail(say("The demos' program ended before it could answer."));
      }
    };
    worker.ready.then(ended, ended);
  }

  /** Hear of the worker's end by getting the lock that it holds as long as it lives. */
  #outlive(worker, lock) {
    const words = say("Python has ended, perhaps for want of memory.");
    navigator.locks.request(lock, () => worker === this.#worker && this.#fail(words));
  }

  #hear(data) {
    if (data?.wants) {
      this.#porter.deliverTo(data.wants);
    } else if (data?.boot) {
      this.progress = data.boot;
      this.#patience.watch();
      this.dispatchEvent(new Event("progress"));
    } else if (data?.source) {
      this.source = data.source;
    } else if (data?.event) {
      this.#tell("said", data);
    } else if (data?.id) {
      this.#settle(data);
    }
  }

  #settle({ id, error, frame, result }) {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    this.#attend();
    this.#tell("answered");
    if (error) asked?.reject(new Refusal(error));
    else asked?.resolve(frame ?? result);
  }

  /** Wait for answers, but not for ever. */
  #attend() {
    const isRunning = [...this.#asked.values()].some(({ verb }) => PATIENT.has(verb));
    this.#patience.watch(this.#asked.size > 0 && !isRunning);
  }

  #dismiss(why) {
    this.#patience.watch(false);
    this.#worker?.terminate();
    this.#porter?.dismiss();
    this.#script?.remove();
    this.#worker = undefined;
    for (const { reject } of this.#asked.values()) reject(new Error(why));
    this.#asked.clear();
  }

  #fail(problem) {
    this.#dismiss(problem);
    this.problem = problem;
    // Until a retry, whoever asks hears the same.
    this.#started = Promise.reject(new Error(problem));
    this.#started.catch(() => {});
    this.#enter("error");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #enter(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

/** The one of this visit. */
export const python = new Python();
