// What a reader has made of a block's code, kept in this browser for later visits.

import { linked } from "./code-link.js";

const key = (editor) => `${location.pathname}#code:${editor.id}`;

/** The reader's own code, unless the published code has changed since. */
export function kept(editor) {
  try {
    const { code, of } = JSON.parse(localStorage.getItem(key(editor)));
    return of === editor.published && typeof code === "string" ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Keep it, or forget it where it is as published. */
export function keep(editor) {
  const edit = { code: editor.code, of: editor.published };
  try {
    if (editor.isEdited) localStorage.setItem(key(editor), JSON.stringify(edit));
    else localStorage.removeItem(key(editor));
    // An address that brought other code here would bring it back over this.
    if (linked(location.hash)?.id === editor.id) {
      history.replaceState(history.state, "", location.pathname + location.search);
    }
  } catch {
    // A browser that stores nothing loses the edits with the page, and nothing else.
  }
}
