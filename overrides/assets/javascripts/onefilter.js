// The bridge between the page and its Python. Loaded once a visit, outside what navigation swaps.

import { expose } from "./api.js";
import { python } from "./boot.js";
import { Editors } from "./editors.js";
import { addEmbedding } from "./embedding.js";
import { meetExercises } from "./exercises.js";
import { Figure } from "./figure.js";
import { addMenu } from "./menu.js";
import { Offline } from "./offline.js";
import { followPredictions } from "./predict.js";
import { addPresenter, arrivePresenting } from "./present.js";
import { addSigns } from "./signs.js";
import * as speech from "./speech.js";
import { amendTheme } from "./theme.js";
import { addPhotographs } from "./upload.js";

const figures = new Map();
const editors = new Editors(python, (name) => figures.get(name));
const sight = new IntersectionObserver(sighted, { rootMargin: "200px" });
let comesBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate";

let settle;
const arrived = new Promise((resolve) => {
  settle = resolve;
});
expose(figures, arrived);
amendTheme(window.document$);
followPredictions();
python.addEventListener("state", () => each(follow));
python.addEventListener("progress", () =>
  each((figure) => figure.status.show(figure.state, python)),
);
addEventListener("popstate", () => {
  comesBack = true;
});
addEventListener("hashchange", () => each((figure) => figure.follow()));
// The theme tells of every page that it swaps in, the first one included.
window.document$.subscribe(() => speech.follow().then(arrive));
new Offline(python).begin(window.document$);

/** A page has come: leave the figures of the last one, take up those of this one. */
function arrive(catalogue) {
  python.teach(catalogue);
  each((figure) => figure.element.isConnected || leave(figure));
  for (const element of document.querySelectorAll("figure[data-demo]")) {
    if (!figures.has(element.dataset.demo)) take(element);
  }
  editors.arrive();
  meetExercises(editors);
  arrivePresenting(figures);
  comesBack = false;
  settle();
}

function take(element) {
  const others = (name) => figures.get(name);
  const figure = new Figure(element, python, { isFirst: !figures.size, others, comesBack });
  figures.set(figure.name, figure);
  figure.controls.hide((new URLSearchParams(location.search).get("hide") ?? "").split(","));
  addMenu(figure);
  addEmbedding(figure);
  addPresenter(figure);
  addSigns(figure);
  addPhotographs(figure);
  element.querySelector(".demo__retry").addEventListener("click", () => start(true));
  sight.observe(element);
  follow(figure);
}

function leave(figure) {
  figures.delete(figure.name);
  figure.stop();
  sight.unobserve(figure.element);
  // Should Python end meanwhile, the demo is dropped with it.
  if (python.state === "ready") python.ask("drop", { demo: figure.name }).catch(() => {});
}

function sighted(entries) {
  for (const { target, isIntersecting } of entries) {
    const figure = figures.get(target.dataset.demo);
    if (figure?.element === target) figure.seen = isIntersecting;
    if (isIntersecting) start(false);
  }
}

/** Start Python; after a failure only where the reader wants to try `again`. */
function start(again) {
  const started = again ? python.retry() : python.start();
  // A failure is told by the figures.
  started.catch(() => {});
}

/** Let a figure follow what Python does. */
function follow(figure) {
  if (python.state === "ready") figure.mount();
  else if (python.state !== "idle") figure.state = python.state;
}

function each(act) {
  for (const figure of [...figures.values()]) act(figure);
}
