// Starts Python as soon as a demo is in sight, while the first page is still loading: at once, where that is what
// the page begins with. The bridge, which does the same on every later page, comes after the theme.

import { python } from "./boot.js";
import "./storage.js"; // PyScript may come before the theme, for which pages have it too

const sight = new IntersectionObserver(
  (entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) start();
  },
  { rootMargin: "200px" },
);
const growth = new MutationObserver(look);

function look() {
  for (const figure of document.querySelectorAll("figure[data-demo]")) sight.observe(figure);
}

function start() {
  stop();
  python.start().catch(() => {}); // the figures tell of a failure
}

function stop() {
  growth.disconnect();
  sight.disconnect();
}

if (document.querySelector("script[data-soon]")) {
  start();
} else {
  growth.observe(document, { childList: true, subtree: true });
  look();
  addEventListener("load", stop);
}
