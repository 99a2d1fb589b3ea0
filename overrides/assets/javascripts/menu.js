// The Data menu: every array on show as a file, written by Python; and the button that copies a link.

import { say } from "./speech.js";
import { copyLink, save } from "./takeaway.js";

const TYPES = { csv: "text/csv", json: "application/json", npy: "application/octet-stream" };

export function addMenu(figure) {
  const menu = figure.element.querySelector(".demo__data");
  const list = menu.querySelector("ul");
  menu.addEventListener("toggle", () => menu.open && fill(list, figure));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  list.addEventListener("click", ({ target }) => {
    const { array, kind } = target.dataset;
    if (kind) saveArray(figure, array, kind);
  });
  const copy = figure.element.querySelector(".demo__copy");
  copy.addEventListener("click", () => copyLink(copy, figure.link));
}

async function fill(list, figure) {
  const arrays = await figure.inquire("arrays").catch((error) => figure.complain(error));
  list.replaceChildren(
    ...Object.entries(arrays ?? {}).map(([name, { shape }]) => row(name, shape)),
  );
}

function row(name, shape) {
  const item = document.createElement("li");
  const label = document.createElement("span");
  label.textContent = `${name} (${shape.join("×")})`;
  item.append(label, ...Object.keys(TYPES).map((kind) => button(name, kind)));
  return item;
}

function button(array, kind) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = kind === "npy" ? ".npy" : kind.toUpperCase();
  element.setAttribute(
    "aria-label",
    say("{array} as {kind}", { array, kind: element.textContent }),
  );
  Object.assign(element.dataset, { array, kind });
  return element;
}

async function saveArray(figure, array, kind) {
  try {
    const bytes = await figure.inquire("export", { array, kind });
    save(bytes, TYPES[kind], `${figure.name}-${array}.${kind}`);
  } catch (error) {
    figure.complain(error);
  }
}
