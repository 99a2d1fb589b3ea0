// One figure for a whole room: large, alone on its page, turned by arrow keys or a presenter's remote.

const WAYS = {
  ArrowRight: { by: 1, along: "step" },
  PageDown: { by: 1, along: "step" },
  ArrowLeft: { by: -1, along: "step" },
  PageUp: { by: -1, along: "step" },
  ArrowDown: { by: 1, along: "tour" },
  ArrowUp: { by: -1, along: "tour" },
};
// What has a use of its own for arrow keys.
const BUSY = "input, select, textarea, canvas, [contenteditable]";

const root = document.documentElement;
let presented;
let isTurning = false;

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const isMeant = presented && !event.defaultPrevented && !target.closest?.(BUSY);
  if (!isMeant || event.ctrlKey || event.altKey || event.metaKey) return;
  if (key === "Escape") return leave();
  if (!(key in WAYS)) return;
  event.preventDefault();
  turn(WAYS[key]);
});

/** Wire a figure's buttons. */
export function addPresenter(figure) {
  const { element } = figure;
  element.querySelector(".demo__present").addEventListener("click", () => present(figure));
  element.querySelector(".demo__leave").addEventListener("click", leave);
}

/** A page has come: present the figure that its address means, or nothing any more. */
export function arrivePresenting(figures) {
  if (!presented?.element.isConnected) mark(undefined);
  if (presented || !new URLSearchParams(location.search).has("present")) return;
  const named = new URLSearchParams(location.hash.slice(1)).get("demo");
  const [first] = figures.values();
  if (first) present(figures.get(named) ?? first);
}

function present(figure) {
  mark(figure);
  note(true);
  scrollTo(0, 0);
  figure.element.querySelector(".demo__title").focus();
}

function leave() {
  const { element } = presented;
  mark(undefined);
  note(false);
  element.scrollIntoView();
  element.querySelector(".demo__present").focus();
}

function mark(figure) {
  presented?.element.classList.remove("demo--presented");
  presented = figure;
  figure?.element.classList.add("demo--presented");
  root.classList.toggle("of-present", figure !== undefined);
}

/** Let the address say so, for a reload and for who is sent it. */
function note(isPresenting) {
  const url = new URL(location.href);
  if (isPresenting) url.searchParams.set("present", "");
  else url.searchParams.delete("present");
  history.replaceState(history.state, "", url.href.replace("present=", "present"));
}

/** A held key turns as fast as Python answers, and no further. */
async function turn(way) {
  if (isTurning) return;
  isTurning = true;
  await presented.send("turn", way);
  isTurning = false;
}
