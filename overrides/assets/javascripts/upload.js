// A reader's own picture: from a file, a drop, the clipboard or the camera. It never leaves the page.

import { addCamera } from "./camera.js";
import { latest } from "./latest.js";
import { say } from "./speech.js";

const HEAD = 1 << 20; // enough of a file for Python to tell what it is
const LARGEST = 128_000_000; // bytes of a file, whatever its head says
const MOST = { width: 640, height: 480 };

export function addPhotographs(figure) {
  const panel = figure.element.querySelector("[data-photo]");
  if (!panel) return;
  const name = panel.dataset.photo;
  const take = (file) => accept(figure, name, file);
  const input = panel.querySelector("input[type=file]");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (file) await take(file);
    input.value = ""; // so that choosing the same file again is a change
  });
  addDrop(figure.element, take);
  addPaste(figure, take);
  addCamera(panel, figure.gone, {
    show: latest((image) => send(figure, name, image)),
    complain: (message) => figure.controls.refuse(name, message),
  });
}

function addDrop(element, take) {
  const mark = (over) => element.classList.toggle("demo--drop", over);
  element.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    mark(true);
  });
  element.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!element.contains(relatedTarget)) mark(false);
  });
  element.addEventListener("drop", (event) => {
    mark(false);
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}

/** A picture in the clipboard goes to the figure that has the focus, or to the only one there is. */
function addPaste({ element, gone: signal }, take) {
  const paste = (event) => {
    const [file] = event.clipboardData?.files ?? [];
    const others = document.querySelectorAll("[data-photo]").length > 1;
    if (!file || (others && !element.contains(document.activeElement))) return;
    event.preventDefault();
    take(file);
  };
  document.addEventListener("paste", paste, { signal });
}

async function accept(figure, name, file) {
  try {
    if (file.size > LARGEST)
      throw new Error(say("This file is over 128 MB. Scale the picture down first."));
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    await figure.inquire("inspect", { head });
    const image = await createImageBitmap(file).catch(() => {
      throw new Error(say("This picture is damaged. Open it elsewhere and save it anew."));
    });
    const pixels = bytes(image);
    image.close(); // whatever becomes of them: it may hold a hundred megabytes
    await figure.ask("set", { values: { [name]: pixels } });
  } catch (error) {
    figure.controls.refuse(name, error.message);
  }
}

async function send(figure, name, image) {
  await figure.send("set", { values: { [name]: bytes(image) } });
}

/** What an image shows, at most as large as Python takes it. */
function bytes(image) {
  const [columns, rows] = [image.videoWidth ?? image.width, image.videoHeight ?? image.height];
  const scale = Math.min(1, MOST.width / columns, MOST.height / rows);
  const [width, height] = [columns, rows].map((side) => Math.max(1, Math.floor(side * scale)));
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return { data: context.getImageData(0, 0, width, height).data, width, height };
}
