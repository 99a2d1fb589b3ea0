// A figure's pictures: which are on show, what they hold, and when they are painted again.

import { nextFrame } from "./latest.js";
import { paint, themeColours } from "./painter.js";
import { followSigns } from "./signs.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");
const FORCED = matchMedia("(forced-colors: active)");
const PAPER = matchMedia("print"); // always light

export class Pictures {
  #figure;
  #boxes = new Map(); // view name → its element
  #views = new Map(); // view name → the last message
  #unpainted = new Set(); // the names of those that came since the last painting
  #painted = Promise.resolve(); // after a painting, settles with the next frame
  #resizes = new ResizeObserver((entries) => this.#resized(entries));
  #palette = new MutationObserver(() => this.repaint());
  #repaint = () => this.repaint();
  #deaf = followSigns(this.#repaint);

  constructor(figure) {
    this.#figure = figure;
    for (const box of figure.querySelectorAll("[data-view-box]")) {
      this.#boxes.set(box.dataset.viewBox, box);
      this.#resizes.observe(canvasOf(box));
    }
    this.#palette.observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    DARK.addEventListener("change", this.#repaint);
    FORCED.addEventListener("change", this.#repaint);
    PAPER.addEventListener("change", this.#repaint);
  }

  /** Every canvas by its view's name. */
  get canvases() {
    return [...this.#boxes].map(([name, box]) => [name, canvasOf(box)]);
  }

  /** What the view `name` last showed. */
  view(name) {
    return this.#views.get(name);
  }

  /**
   * Show a frame's `views`, and keep those that are the `same` as before; hide all others. Settles once
   * they are painted: at once, or where that has happened in this frame, in the next.
   */
  async show(views, same) {
    const kept = same.map((name) => [name, this.#views.get(name)]);
    this.#views = new Map([...kept, ...Object.entries(views)]);
    for (const [name, box] of this.#boxes) {
      box.hidden = !this.#views.has(name);
      if (!(name in views)) continue;
      this.#frame(box, views[name]);
      this.#unpainted.add(name);
    }
    await this.#painted;
    if (!this.#unpainted.size) return;
    this.#painted = nextFrame();
    this.#paint(this.#unpainted);
    this.#unpainted.clear();
  }

  repaint() {
    this.#paint(this.#views.keys());
  }

  stop() {
    this.#resizes.disconnect();
    this.#palette.disconnect();
    this.#deaf();
    DARK.removeEventListener("change", this.#repaint);
    FORCED.removeEventListener("change", this.#repaint);
    PAPER.removeEventListener("change", this.#repaint);
  }

  #paint(names) {
    const shown = [...names].filter((name) => this.#boxes.has(name) && this.#views.has(name));
    if (!shown.length) return;
    const colours = themeColours(this.#figure);
    for (const name of shown)
      paint(canvasOf(this.#boxes.get(name)), this.#views.get(name), colours);
  }

  /** The static picture keeps the place: it takes the view's shape, and the canvas lies on it. */
  #frame(box, view) {
    const { x, y, width, height } = view;
    const frame = `${x} ${y} ${width} ${height}`;
    const still = box.querySelector("svg");
    if (still.getAttribute("viewBox") !== frame) still.setAttribute("viewBox", frame);
    canvasOf(box).setAttribute("aria-label", view.text);
  }

  #resized(entries) {
    for (const { target, contentRect } of entries) fit(target, contentRect);
    this.repaint();
  }
}

const canvasOf = (box) => box.querySelector("canvas");

/** As many pixels as the screen has there; setting a size clears, so only when it differs. */
function fit(canvas, { width, height }) {
  const [columns, rows] = [width, height].map((side) => Math.round(side * devicePixelRatio));
  if (!columns || !rows) return;
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
}
