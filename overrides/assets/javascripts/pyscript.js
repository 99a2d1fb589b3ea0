// PyScript, as the library that pages take it for: nothing is written into the page but what it reads.

import { missing } from "./whole.js";

// Its extras that no page here needs.
const PLUGINS = ["deprecations-manager", "donkey", "error", "py-editor", "py-game", "py-terminal"];

/** Load it from where the `runtime` says, `url(path)` giving addresses; it reads its settings from the page. */
export async function load(runtime, url, attempt) {
  const settings = ["py", "mpy"].map((type) => configuration(type, url(runtime.interpreter)));
  document.documentElement.append(...settings); // there may be no body yet
  document.head.append(...runtime.parts.map((path) => ahead(url(path))));
  try {
    // A module that failed to load is remembered as failed under its address: ask under another.
    return await import(url(runtime.pyscript) + (attempt > 1 ? `?attempt=${attempt}` : ""));
  } catch {
    return missing({ file: "core.js" });
  } finally {
    for (const element of settings) element.remove();
  }
}

/** Ask for a part, which it would not import before another has come. */
function ahead(href) {
  return Object.assign(document.createElement("link"), { rel: "modulepreload", href });
}

function configuration(type, interpreter) {
  const element = document.createElement(`${type}-config`);
  const plugins = PLUGINS.map((name) => `!${name}`);
  element.setAttribute("type", "json");
  element.textContent = JSON.stringify({ interpreter, plugins });
  element.hidden = true;
  return element;
}
