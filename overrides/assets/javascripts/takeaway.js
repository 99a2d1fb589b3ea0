// What a reader takes away: text on the clipboard, and files.

import { say } from "./speech.js";

/** Copy a link; `button` says how it went until it loses the focus. */
export async function copyLink(button, link) {
  try {
    await navigator.clipboard.writeText(link);
    tell(button, say("Copied"));
  } catch {
    // Without leave to write there, the address bar can be copied from.
    history.replaceState(history.state, "", link);
    tell(button, say("Now in the address bar"));
  }
}

/** Copy any other text. */
export async function copyText(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(button, say("Copied"));
  } catch {
    tell(button, say("Not allowed to copy"));
  }
}

/** Save bytes as a file. */
export function save(bytes, type, download) {
  const href = URL.createObjectURL(new Blob([bytes], { type }));
  Object.assign(document.createElement("a"), { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

function tell(button, text) {
  const words = button.querySelector("[data-said]");
  words.textContent = text;
  const restore = () => {
    words.textContent = words.dataset.said;
  };
  button.addEventListener("blur", restore, { once: true });
}
