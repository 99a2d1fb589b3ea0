/* The letters of formulas, in the stylesheet before this script: a font that lies there is opened only once a formula
   stands on the page, and comes a picture too late. One that is given as bytes is open at once. */
for (const { style } of document.currentScript.previousElementSibling.sheet.cssRules) {
  const [family, slant, source] = ["font-family", "font-style", "src"].map((name) =>
    style.getPropertyValue(name),
  );
  const letters = atob(source.match(/base64,([^")]*)/)[1]);
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  document.fonts.add(new FontFace(family, bytes, { style: slant }));
}
