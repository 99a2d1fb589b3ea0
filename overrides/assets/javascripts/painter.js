// Paints a view's marks on its canvas, in the device's pixels and the theme's colours.
// Python decides what is drawn and where; here is only how a mark becomes pixels.

import { signsAreWanted } from "./signs.js";

const ROLES = ["ink", "muted", "grid", "positive", "negative", "accent", "paper"];
const LEAST_SIGN = 5; // pixels of the device; smaller cells have no room for a sign

/** The theme's colours by role, as they are now. */
export function themeColours(element) {
  const style = getComputedStyle(element);
  const colours = ROLES.map((role) => [role, style.getPropertyValue(`--of-${role}`)]);
  return { ...Object.fromEntries(colours), font: style.fontFamily, signs: signsAreWanted() };
}

/** Paint `view`, a frame's message, so that its frame fills `canvas`. */
export function paint(canvas, view, colours) {
  const context = canvas.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const place = {
    scale: Math.min(canvas.width / view.width, canvas.height / view.height),
    x: (value) => ((value - view.x) * canvas.width) / view.width,
    y: (value) => ((value - view.y) * canvas.height) / view.height,
  };
  for (const mark of view.marks) PAINTERS[mark.kind](context, mark, place, colours);
}

const PAINTERS = { image: paintImage, rect: paintRect, line: paintLine, text: paintText };

function paintImage(context, mark, place, colours) {
  const { left, top, width, height } = box(mark, place);
  const enlarged = width >= mark.columns;
  // Cells keep their edges when enlarged; a photograph that shrinks is averaged.
  context.imageSmoothingEnabled = !enlarged;
  context.imageSmoothingQuality = "high";
  context.drawImage(cells(mark), left, top, width, height);
  if (mark.signed && colours.signs)
    paintSigns(context, mark, { left, top, width, height }, colours);
}

/** A minus on every cell below zero, which is the warm one of the two colours, where there is room for it. */
function paintSigns(context, { pixels, rows, columns }, { left, top, width, height }, colours) {
  const [across, down] = [width / columns, height / rows];
  if (Math.min(across, down) < LEAST_SIGN) return;
  context.setLineDash([]);
  context.beginPath();
  for (let cell = 0; cell < rows * columns; cell++) {
    const [red, , blue, alpha] = pixels.subarray(4 * cell, 4 * cell + 4);
    if (!alpha || red < blue) continue;
    const y = top + (Math.floor(cell / columns) + 0.5) * down;
    const x = left + (cell % columns) * across;
    context.moveTo(x + 0.25 * across, y);
    context.lineTo(x + 0.75 * across, y);
  }
  for (const [role, share] of [
    ["paper", 0.3],
    ["ink", 0.12],
  ]) {
    context.strokeStyle = colours[role];
    context.lineWidth = Math.max(1, share * down);
    context.stroke();
  }
}

function cells(mark) {
  const canvas = new OffscreenCanvas(mark.columns, mark.rows);
  const { buffer, byteOffset, length } = mark.pixels;
  const pixels = new Uint8ClampedArray(buffer, byteOffset, length);
  canvas.getContext("2d").putImageData(new ImageData(pixels, mark.columns), 0, 0);
  return canvas;
}

function paintRect(context, mark, place, colours) {
  const { left, top, width, height } = box(mark, place);
  context.globalAlpha = mark.opacity;
  if (mark.stroke) {
    context.strokeStyle = colours[mark.role];
    context.lineWidth = strokeWidth(mark, place);
    context.lineJoin = "miter";
    context.setLineDash([]);
    context.strokeRect(left, top, width, height);
  } else {
    context.fillStyle = colours[mark.role];
    context.fillRect(left, top, width, height);
  }
  context.globalAlpha = 1;
}

function paintLine(context, mark, place, colours) {
  context.strokeStyle = colours[mark.role];
  context.lineWidth = strokeWidth(mark, place);
  context.lineJoin = "round";
  context.setLineDash(mark.dashed ? [3 * context.lineWidth] : []);
  context.beginPath();
  for (const [x, y] of mark.points) context.lineTo(place.x(x), place.y(y));
  context.stroke();
}

function paintText(context, mark, place, colours) {
  context.fillStyle = colours[mark.role];
  context.font = `${mark.size * place.scale}px ${colours.font}`;
  context.textAlign = { start: "left", middle: "center", end: "right" }[mark.anchor];
  context.textBaseline = "middle";
  context.fillText(mark.text, place.x(mark.x), place.y(mark.y));
}

/** A mark's box with its edges on whole device pixels, so that neighbours meet without a seam. */
function box(mark, place) {
  const left = Math.round(place.x(mark.x));
  const top = Math.round(place.y(mark.y));
  const width = Math.round(place.x(mark.x + mark.width)) - left;
  const height = Math.round(place.y(mark.y + mark.height)) - top;
  return { left, top, width, height };
}

const strokeWidth = (mark, place) => Math.max(1, mark.stroke * place.scale);
