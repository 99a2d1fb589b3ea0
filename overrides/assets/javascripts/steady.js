// Runs before the theme, which writes every relative address anew as an absolute one. A browser that is told a
// stylesheet's address takes the sheet away until it has asked for it again: the page would stand bare meanwhile.
// These links keep the address that they have, and tell the theme what it would have written: so it leaves them
// where they are when it turns the page, too.
for (const link of document.head.querySelectorAll("link[rel=stylesheet]")) {
  const { href } = link;
  const told = link.cloneNode();
  told.setAttribute("href", href);
  const { outerHTML } = told;
  Object.defineProperties(link, {
    href: { get: () => href, set() {} },
    outerHTML: { get: () => outerHTML },
  });
}
