// What the page says, in its language. The code says everything in English; a catalogue, made at build from
// `overrides/locales`, knows what that means elsewhere.

const catalogues = new Map([["en", { code: "en", decimal: ".", words: {} }]]);
// The languages that pages are written in besides English: each has a folder of its own.
const { languages = "" } = document.querySelector("script[data-languages]")?.dataset ?? {};
const others = languages.split(" ").filter(Boolean);
let spoken = catalogues.get("en");

/** A text in the page's language, with what stands in it for `{names}`. */
export function say(text, about = {}) {
  return (spoken.words[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => about[name]);
}

/** A number in digits, with the language's decimal mark. */
export const numeral = (text) => text.replace(".", spoken.decimal);

/** Take up the language of the page that has come; settles with its catalogue once it is there. */
export async function follow() {
  if (document.readyState === "loading") await new Promise(whenParsed);
  const place = document.querySelector("[data-words]"); // CodeMirror has a `data-language`, too
  const { language: code, words } = place?.dataset ?? { language: "en" };
  // Navigation swaps what is in the page, not what the page says of itself.
  document.documentElement.lang = code;
  if (!catalogues.has(code)) catalogues.set(code, fetched(code, words));
  spoken = await catalogues.get(code);
  return spoken;
}

/** Only a page that is there as a whole tells its language. */
const whenParsed = (go) => document.addEventListener("DOMContentLoaded", go, { once: true });

/** A language whose words cannot be had is read in English. */
async function fetched(code, address) {
  try {
    const response = await fetch(address);
    if (response.ok) return await response.json();
  } catch {
    // The same as a file that is not there.
  }
  return { code, decimal: ".", words: {} };
}

/** Whether a link leads into the language of this page; another one's has another frame around it. */
function staysIn({ pathname }) {
  const site = new URL("../../", import.meta.url).pathname;
  const language = (path) => others.find((code) => path.startsWith(`${site}${code}/`));
  return language(pathname) === language(location.pathname);
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[href]");
    // Kept from instant navigation, the browser loads the page whole.
    if (link && link.origin === location.origin && !staysIn(link)) event.stopPropagation();
  },
  true,
);
