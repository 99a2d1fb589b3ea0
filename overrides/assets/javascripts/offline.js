// The site without a network, seen from the page: sees to the service worker once nothing else is under way,
// says at the page's foot what is kept, and offers a newer version when there is one.

import { nextFrame } from "./latest.js";
import { keepStarts } from "./memory.js";
import { isSparing } from "./porter.js";
import { say } from "./speech.js";

const ADDRESS = new URL("../../sw.js", import.meta.url);
const WORDS = {
  offered: () => "",
  filling: () => say("These pages are being kept for reading offline …"),
  pages: () => say("Ready to read offline. Demos and code follow once one has run."),
  all: () => say("Ready to read offline, demos and code included."),
  failed: () => say("These pages could not be kept for reading offline."),
};
/** What the service worker says is wrong, in words. */
function told({ path, full } = {}) {
  if (path) return say("{path} is not what was built.", { path });
  return full ? say("There is no room left for the rest.") : "";
}

const workers = navigator.serviceWorker; // not every browser has it, nor every reader allows it

export class Offline {
  #python;
  #registration;
  #state = "";
  #problem;
  #isWanted = false; // whether the reader has asked for a newer version here

  constructor(python) {
    this.#python = python;
  }

  /** Begin when the page rests, `arrived` telling of each page; never inside someone else's page. */
  async begin(arrived) {
    if (!workers || window !== window.top) return;
    workers.addEventListener("message", ({ data }) => {
      keepStarts(data.starts);
      this.#enter(data.starts.length ? "all" : "pages", data.problem);
    });
    this.#followVersions();
    arrived.subscribe(() => this.#show());
    await rest(this.#python);
    if (isSparing() && !workers.controller) this.#enter("offered");
    else await this.#register();
  }

  async #register() {
    try {
      const registration = await workers.register(ADDRESS, { updateViaCache: "none" });
      this.#registration = registration;
      registration.addEventListener("updatefound", () => this.#attend(registration.installing));
      this.#attend(registration.installing);
      if (registration.waiting) this.#offer();
      this.#python.addEventListener("state", () => this.#follow());
      await workers.ready;
      await this.#follow();
    } catch {
      this.#enter("failed");
    }
  }

  /** Follow a version that is being installed: the first one, or a newer one. */
  #attend(worker) {
    const isFirst = !this.#registration.active;
    if (isFirst && worker) this.#enter("filling");
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && !isFirst) this.#offer();
      if (worker.state === "redundant" && isFirst) this.#enter("failed");
    });
  }

  /** Have kept what Python was started from; where there is none to be had, a newer version may have one. */
  async #follow() {
    if (this.#python.state === "error") {
      await this.#registration.update().catch(() => {}); // the network is gone, say
      this.#use();
    } else if (this.#python.state !== "booting") {
      await rest(this.#python);
      this.#registration.active?.postMessage({ keep: this.#python.source });
    }
  }

  #offer() {
    if (this.#python.state === "error") this.#use();
    else announce(() => this.#use());
  }

  #use() {
    this.#isWanted = true;
    this.#registration.waiting?.postMessage({ use: true });
  }

  /**
   * Another version takes over all pages at once. The one whose reader wanted that is loaded anew, with what was set
   * and written; on any other, code may be running.
   */
  #followVersions() {
    let isControlled = Boolean(workers.controller);
    workers.addEventListener("controllerchange", () => {
      if (isControlled && this.#isWanted) location.reload();
      else if (isControlled) announce(() => location.reload());
      isControlled = true;
    });
  }

  #enter(state, problem) {
    this.#state = state;
    this.#problem = problem;
    this.#show();
  }

  #show() {
    const place = document.querySelector("[data-offline]");
    if (!place) return;
    place.dataset.offline = this.#state;
    place.textContent = `${WORDS[this.#state]?.() ?? ""} ${told(this.#problem)}`.trim();
    if (this.#state === "offered") {
      place.append(button(say("Keep these pages for reading offline"), () => this.#register()));
    }
  }
}

/** Settles once the page is there, nothing on it waits for Python, and nothing else is to be done. */
async function rest(python) {
  if (document.readyState !== "complete") await heard(window, "load");
  await idle();
  while (python.state === "booting") await heard(python, "state");
  while (document.querySelector("figure[data-state=booting]")) await nextFrame();
  await idle();
}

/** Not every browser tells when it has nothing else to do. */
const idle = () =>
  new Promise((resolve) =>
    window.requestIdleCallback
      ? requestIdleCallback(resolve, { timeout: 2_000 })
      : setTimeout(resolve),
  );

const heard = (target, name) =>
  new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));

function announce(use) {
  const place = document.querySelector(".of-newer");
  const words = document.createElement("span");
  words.textContent = say("A newer version is there.");
  const later = button(say("Later"), () => place.replaceChildren());
  place.replaceChildren(words, button(say("Use it"), use), later);
}

function button(text, act) {
  const element = Object.assign(document.createElement("button"), { type: "button" });
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}
