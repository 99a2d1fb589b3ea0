// A minus on every cell below zero, for whom two colours are not enough: on request, on all pictures, and kept.

const KEY = `${new URL("../../", import.meta.url).pathname}#signs`;
const CHANGE = "of-signs";

let wanted = kept();

/** Whether negative cells are to be marked. */
export const signsAreWanted = () => wanted;

/** Hear of a change; returns how to stop. */
export function followSigns(act) {
  addEventListener(CHANGE, act);
  return () => removeEventListener(CHANGE, act);
}

/** Wire a figure's button; all figures follow each. */
export function addSigns({ element, gone: signal }) {
  const button = element.querySelector(".demo__signs");
  const show = () => button.setAttribute("aria-pressed", String(wanted));
  addEventListener(CHANGE, show, { signal });
  show();
  button.addEventListener("click", () => {
    wanted = !wanted;
    keep();
    dispatchEvent(new Event(CHANGE));
  });
}

function kept() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function keep() {
  try {
    if (wanted) localStorage.setItem(KEY, "");
    else localStorage.removeItem(KEY);
  } catch {
    // Then it holds for this visit.
  }
}
