// A figure's form controls: what the reader sets, what Python says they hold, and what it refuses.

import { numeral, say } from "./speech.js";

const FIELDS = "fieldset[data-controls] :is(input:not([type=file]), select)[name]";

export class Controls {
  #figure;
  #notice;
  #sent = new Map(); // what was last sent of each number field

  /** `set(values)` is called with each change, `press(action)` with each button. */
  constructor(figure, { set, press }) {
    this.#figure = figure;
    this.#notice = figure.querySelector(".demo__notice");
    figure.addEventListener("beforeinput", takeComma);
    figure.addEventListener("input", ({ target }) => this.#changing(target, set));
    figure.addEventListener("change", ({ target }) => this.#changed(target, set));
    figure.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-action]");
      if (button) press(button.name);
    });
  }

  enable(enabled) {
    for (const set of this.#figure.querySelectorAll("fieldset[data-controls]")) {
      set.disabled = !enabled;
    }
  }

  /** Let each control hold its value, except a field that the reader is still writing in. */
  hold(values) {
    for (const control of this.#figure.querySelectorAll(FIELDS)) {
      if (control.name in values && !isBeingEdited(control)) write(control, values[control.name]);
    }
  }

  /** Say beside the control `name` what was refused; without such a control, in the notice. */
  refuse(name, message) {
    const words = this.#place(name);
    if (!words) return this.notify(message);
    words.textContent = message;
    words.hidden = false;
    for (const control of this.#named(name)) {
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", words.id);
    }
  }

  /** The same for many, as name → message; what has no control is said together. */
  refuseAll(refused) {
    const names = Object.keys(refused);
    const homeless = names.filter((name) => !this.#place(name));
    for (const name of names) {
      if (!homeless.includes(name)) this.refuse(name, refused[name]);
    }
    if (homeless.length) this.notify(homeless.map((name) => refused[name]).join(" "));
  }

  notify(message) {
    this.#notice.textContent = message;
    this.#notice.hidden = !message;
  }

  /** A change has been taken: what was refused before is over. */
  accept() {
    this.notify("");
    for (const words of this.#figure.querySelectorAll(".demo__refusal")) {
      words.textContent = "";
      words.hidden = true;
    }
    for (const control of this.#figure.querySelectorAll("[aria-invalid]")) {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
    }
  }

  /** Hide the controls that `names` lists. */
  hide(names) {
    for (const box of this.#figure.querySelectorAll("[data-control]")) {
      box.classList.toggle("demo__hidden", names.includes(box.dataset.control));
    }
  }

  #named(name) {
    return this.#figure.querySelectorAll(`[name="${CSS.escape(name)}"]`);
  }

  /** Where it is said that the control `name` takes something else. */
  #place(name) {
    return this.#named(name)[0]?.closest("[data-group]")?.querySelector(".demo__refusal");
  }

  #changing(control, set) {
    // Half a number ("-", or nothing yet) is not a mistake until the reader leaves it so.
    if (!control.matches(FIELDS) || (control.type === "number" && control.value === "")) return;
    this.#send(control, set);
  }

  #changed(control, set) {
    if (!control.matches(FIELDS) || control.type !== "number") return;
    if (control.value === "" || control.value !== this.#sent.get(control.name)) {
      this.#send(control, set);
    }
  }

  #send(control, set) {
    this.#sent.set(control.name, control.value);
    set({ [control.name]: read(control) });
  }
}

function isBeingEdited(control) {
  if (control.type !== "number") return false;
  return control === document.activeElement || control.hasAttribute("aria-invalid");
}

function read(control) {
  if (control.type === "checkbox") return control.checked;
  // What a number field cannot read it keeps to itself.
  return control.validity.badInput ? say("not a number") : control.value;
}

function write(control, value) {
  if (control.type === "checkbox") control.checked = value;
  else if (control.tagName === "SELECT") control.value = String(value);
  // Fields show six digits; the value itself keeps all.
  else if (Number(control.value) !== value) control.value = String(Number(value.toPrecision(6)));
  if (control.dataset.sign) control.dataset.sign = Math.sign(value);
  const shown = control.parentElement.querySelector("[data-shown]");
  if (shown) shown.textContent = numeral(control.value);
}

/**
 * Half the world writes a comma before decimals, and a number field that does not would drop it: 0,5 would
 * become 5. A point is read everywhere.
 */
function takeComma(event) {
  const { target, data } = event;
  if (target.type !== "number" || data?.split(",").length !== 2 || data.includes(".")) return;
  event.preventDefault();
  document.execCommand("insertText", false, data.replace(",", "."));
}
