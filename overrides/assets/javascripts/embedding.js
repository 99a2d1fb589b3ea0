// A demo in someone else's page: the lines that put it there, and what it tells that page of its height.

import { copyText } from "./takeaway.js";

const site = new URL("../../", import.meta.url);
const isEmbedded = new URLSearchParams(location.search).has("embed");

/** Wire the button that copies the lines; inside such a frame, tell the page around it. */
export function addEmbedding(figure) {
  const button = figure.element.querySelector(".demo__embed");
  button.addEventListener("click", () => copyText(button, lines(figure)));
  if (isEmbedded && window.parent !== window) tellHeight(figure);
}

/** An iframe with the demo as it stands, as HTML. */
function lines({ name, link, element }) {
  const address = new URL(`demos/${name}/?embed`, site);
  const hidden = new URLSearchParams(location.search).get("hide");
  if (hidden) address.search += `&hide=${encodeURIComponent(hidden)}`;
  address.hash = new URL(link).hash;
  const leave = ["clipboard-write", ...(element.querySelector("[data-photo]") ? ["camera"] : [])];
  const frame = document.createElement("iframe");
  const attributes = {
    src: address.href,
    title: element.querySelector(".demo__title").textContent,
    width: "100%",
    height: String(Math.ceil(element.offsetHeight)),
    loading: "lazy",
    allow: leave.join("; "),
  };
  for (const [attribute, value] of Object.entries(attributes)) frame.setAttribute(attribute, value);
  // A reader of that page can pull it taller, whether or not the page listens.
  frame.style.cssText = "border: 0; resize: vertical";
  return frame.outerHTML;
}

/** Any page may know how high a public picture is, and learns nothing else. */
function tellHeight({ name, element }) {
  const sizes = new ResizeObserver(() => {
    const height = Math.ceil(element.getBoundingClientRect().height);
    window.parent.postMessage({ oneFilter: name, height }, "*");
  });
  sizes.observe(element);
}
