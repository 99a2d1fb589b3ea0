// What a reader has set: from the link's ending, kept for the visit, and made into links again.

const site = new URL("../../", import.meta.url).pathname;
const key = (name) => `${site}#${name}`;
const photographs = new Map(); // too big for the session's storage
const unkept = new Map(); // what a browser that stores nothing forgets with the page

/** The link's ending where it speaks of `name`: by name, or of no demo at all and this is the first. */
export function addressed(name, isFirst, hash = location.hash) {
  const query = hash.slice(1);
  const fields = new URLSearchParams(query);
  // A link to code speaks of no demo.
  if (!query.includes("=") || fields.has("code")) return "";
  const meant = fields.get("demo");
  return meant === name || (meant === null && isFirst) ? query : "";
}

/** Whether the link's ending is nothing that this page knows; `isHere(name)` tells of a demo. */
export function isRubbish(isHere, hash = location.hash) {
  const query = hash.slice(1);
  if (!query || isAnchor(query)) return false;
  const meant = new URLSearchParams(query).get("demo");
  return query.includes("=") ? meant !== null && !isHere(meant) : true;
}

function isAnchor(query) {
  // `__` starts the theme's own anchors.
  if (query.startsWith("__") || document.getElementById(query)) return true;
  try {
    return document.getElementById(decodeURIComponent(query)) !== null;
  } catch {
    return false;
  }
}

/** Keep what a frame's `link` says, and under which address. */
export function remember(name, link) {
  const text = JSON.stringify({ link, hash: location.hash });
  try {
    sessionStorage.setItem(key(name), text);
    unkept.delete(name);
  } catch {
    unkept.set(name, text);
  }
}

/**
 * The values to start with, as a link's ending. An address that brings values wins, except where the
 * reader comes back to it (reloads, say): then what was changed since then does.
 */
export function recall(name, isFirst, comesBack) {
  const linked = addressed(name, isFirst);
  const kept = stored(name);
  if (linked && !(comesBack && kept?.hash === location.hash)) return linked;
  return kept?.link ?? "";
}

function stored(name) {
  try {
    const kept = JSON.parse(unkept.get(name) ?? sessionStorage.getItem(key(name)));
    return typeof kept?.link === "string" ? kept : null;
  } catch {
    return null;
  }
}

export const keepPhotograph = (name, photo) => photographs.set(name, photo);
export const keptPhotograph = (name) => photographs.get(name);

/** The whole address that brings back what a frame's `link` says. */
export function address(link) {
  return `${location.href.split("#")[0]}#${link}`;
}

const STARTS = key("starts"); // beside a demo's values, but for all visits

/** Remember which ways of starting Python are kept for reading offline. */
export function keepStarts(kinds) {
  try {
    localStorage.setItem(STARTS, JSON.stringify(kinds));
  } catch {
    // Where nothing is stored, nothing is kept either.
  }
}

export function keptStarts() {
  try {
    return JSON.parse(localStorage.getItem(STARTS)) ?? [];
  } catch {
    return [];
  }
}
