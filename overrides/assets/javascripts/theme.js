// What the theme's own HTML lacks for those who listen to a page, and what it holds on to for too long.

import { say } from "./speech.js";

/** Put it right now, and again with every page that `arrived` tells of. */
export function amendTheme(arrived) {
  for (const search of document.querySelectorAll(".md-search[role=dialog]")) {
    search.setAttribute("aria-label", say("Search"));
  }
  // The theme adds to a page later on, too: a box to each block of code, words to what the pointer rests on.
  new MutationObserver(amendLate).observe(document.body, { childList: true, subtree: true });
  arrived.subscribe(nameSections);
  arrived.subscribe(clearSidebars);
}

function amendLate() {
  // A copy button's box is no place to navigate to.
  for (const box of document.querySelectorAll(".md-code__nav:not([role])")) {
    box.setAttribute("role", "presentation");
  }
  // Words outside all landmarks are passed over by who jumps from one to the next.
  const words = document.querySelectorAll("body > .md-tooltip2");
  document.querySelector("main")?.append(...words);
}

/** A section with a page of its own is labelled by an arrow without words. */
function nameSections() {
  for (const section of document.querySelectorAll(".md-nav[aria-labelledby]")) {
    const label = document.getElementById(section.getAttribute("aria-labelledby"));
    if (label?.textContent.trim()) continue;
    section.removeAttribute("aria-labelledby");
    section.setAttribute("aria-label", section.querySelector(".md-nav__title").textContent.trim());
  }
}

let sidebars = [];

/**
 * The theme goes on listening, to the window's width, for the sidebars of every page that was ever there. Taken
 * apart, they no longer keep the whole page in memory.
 */
function clearSidebars() {
  for (const sidebar of sidebars.filter(({ isConnected }) => !isConnected)) {
    for (const part of [sidebar, ...sidebar.querySelectorAll("*")]) part.remove();
  }
  sidebars = [...document.querySelectorAll(".md-sidebar")];
}
