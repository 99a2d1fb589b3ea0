// Paints what the program sends.
const script = document.querySelector("script[worker]");
const canvas = document.querySelector("canvas");

function paint({ data }) {
  if (!(data instanceof Uint8Array)) return;
  const image = new ImageData(new Uint8ClampedArray(data), canvas.width);
  canvas.getContext("2d").putImageData(image, 0, 0);
  canvas.dataset.painted = "";
}

// PyScript makes the worker some time after the page has been read, and tells nobody.
const wait = () => {
  if (script.xworker) script.xworker.addEventListener("message", paint);
  else setTimeout(wait);
};
wait();
