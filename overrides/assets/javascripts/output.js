// What stands under a block of code: what was printed and shown, as text and pictures, never as HTML.

import { paint, themeColours } from "./painter.js";
import { followSigns } from "./signs.js";

const shown = new Map(); // every canvas, and the view on it
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) repaint(target);
});
new MutationObserver(repaintAll).observe(document.body, {
  attributeFilter: ["data-md-color-scheme"],
});
followSigns(repaintAll);
for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
  matchMedia(query).addEventListener("change", repaintAll);
}

export class Output {
  #box;
  #published;

  constructor(box) {
    this.#box = box;
    this.#published = [...box.childNodes];
  }

  /** Make room for another run; what stands below does not jump up meanwhile. */
  clear() {
    this.#box.style.minHeight = `${this.#box.offsetHeight}px`;
    this.#box.replaceChildren();
  }

  /** Bring back what the page was published with. */
  restore() {
    this.#box.style.minHeight = "";
    this.#box.replaceChildren(...this.#published);
  }

  /** Add what one event says. */
  add({ kind, text, hint, view, title, size }) {
    if (kind === "show") return this.#box.append(picture(view, title, size));
    if (kind === "note") return this.#box.append(element("p", "editor__note", text));
    const last = this.#box.lastElementChild;
    const follows = kind === "out" || kind === "err";
    if (follows && last?.classList.contains(`editor__text--${kind}`)) last.append(text);
    else this.#box.append(element("pre", `editor__text editor__text--${kind}`, text));
    if (hint) this.#box.append(explained(hint));
  }

  /** Tell an error in the place of the last one; the same again need not be said aloud. */
  renew(error) {
    const last = this.#box.querySelectorAll(".editor__text--error, .editor__hint");
    if (last[0]?.textContent === error.text) return;
    for (const part of last) part.remove();
    this.add(error);
  }
}

/** A hint, whose `code` is set as code. */
function explained(hint) {
  const words = element("p", "editor__hint", "");
  words.append(...inCode(hint));
  return words;
}

/** Text with what stands between backticks set as code. */
export function inCode(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", "", part) : part));
}

function picture(view, title, size) {
  const canvas = element("canvas", "", "");
  canvas.style.aspectRatio = `${view.width} / ${view.height}`;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", title ? `${title}: ${view.text}` : view.text);
  shown.set(canvas, view);
  sizes.observe(canvas);
  const figure = element("figure", `editor__picture editor__picture--${size}`, "");
  figure.append(canvas);
  if (title) figure.append(element("figcaption", "", title));
  return figure;
}

function repaintAll() {
  for (const canvas of shown.keys()) repaint(canvas);
}

function repaint(canvas) {
  if (!canvas.isConnected) {
    sizes.unobserve(canvas);
    shown.delete(canvas);
    return;
  }
  const sides = [canvas.clientWidth, canvas.clientHeight];
  const [columns, rows] = sides.map((side) => Math.round(side * devicePixelRatio));
  if (!columns || !rows) return;
  Object.assign(canvas, { width: columns, height: rows });
  paint(canvas, shown.get(canvas), themeColours(canvas));
}

export function element(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}
