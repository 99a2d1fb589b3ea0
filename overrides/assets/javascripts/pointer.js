// Pointers and keys on a view's canvas become places in its scene; Python decides what they mean.

import { latest } from "./latest.js";

const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -1000],
  End: [0, 1000],
  PageUp: [-1000, 0],
  PageDown: [1000, 0],
};

/**
 * Listen on the canvas of the view `name`. `scene()` is what it shows, `send(verb, arguments)` asks
 * Python and never rejects, `isLive()` says whether there is one.
 */
export function listen(canvas, name, { scene, send, isLive }) {
  const follow = latest(
    async (places) => {
      for (const place of places) await send("hover", { view: name, ...place });
    },
    // Where nothing is pressed only the last place counts; a stroke needs every one.
    (waiting, next) => (waiting.some(({ pressed }) => pressed) ? [...waiting, ...next] : next),
  );
  const pull = latest(
    (drag) => send("drag", { view: name, ...drag }),
    (waiting, next) => ({ ...next, by: waiting.by + next.by }),
  );
  let held; // the cell that a drag has hold of, and how high the pointer was
  let stroke; // the pointer that is pressed
  let touched; // where a finger went down, until it is clear that it neither scrolls nor pinches

  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) return letGo(); // the second finger of a pinch
    if (!isLive() || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    stroke = event.pointerId;
    touched = at(event, canvas, scene());
    if (event.pointerType !== "touch") press();
  });

  canvas.addEventListener("pointermove", (event) => {
    if (!isLive() || !event.isPrimary) return;
    const pressed = event.pointerId === stroke;
    if (!pressed && event.pointerType === "touch") return; // goes on in a pinch
    press();
    if (held && pressed) return drag(at(event, canvas, scene()));
    const events = (pressed && event.getCoalescedEvents?.()) || [];
    const places = (events.length ? events : [event]).map((e) => at(e, canvas, scene()));
    follow(places.map((place) => ({ ...place, pressed })));
  });

  canvas.addEventListener("pointerup", press);
  canvas.addEventListener("lostpointercapture", letGo);

  canvas.addEventListener("keydown", (event) => {
    if (!isLive() || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = event.key === " " || event.key === "Enter" ? [0, 0] : ARROWS[event.key];
    if (event.key === "Escape") canvas.blur();
    if (!step) return;
    event.preventDefault();
    const pressed = event.shiftKey || !(event.key in ARROWS);
    send("move", { view: name, rows: step[0], columns: step[1], pressed });
  });

  function press() {
    if (!touched || !isLive()) return;
    // Here a stroke begins: nothing leads from the last one to it.
    follow([
      { ...touched, pressed: false },
      { ...touched, pressed: true },
    ]);
    if (canvas.dataset.press === "drag") held = { ...cell(touched), y: touched.y };
    touched = undefined;
  }

  function letGo() {
    held = undefined;
    touched = undefined;
    stroke = undefined;
  }

  function drag(place) {
    pull({ row: held.row, column: held.column, by: held.y - place.y });
    held.y = place.y;
  }
}

/** Where an event lies, in scene units. */
function at({ clientX, clientY }, canvas, scene) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return {
    y: scene.y + ((clientY - top) / height) * scene.height,
    x: scene.x + ((clientX - left) / width) * scene.width,
  };
}

const cell = ({ y, x }) => ({ row: Math.floor(y), column: Math.floor(x) });
