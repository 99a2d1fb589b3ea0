// Watches a page from its first moment for the picture that its Python draws, whoever's page it is: a canvas or
// an image in sight whose ink goes with the numbers that the convolution gives. Notes when it is there, how long
// the longest tasks before took, and how much the page shifted.
(() => {
  const EXPECTED = SHOWN; // rows of the feature map's absolute values
  const SIDE = EXPECTED.length;
  const ALIKE = 0.9;
  const record = { live: 0, tasks: [], shift: 0, booting: 0 };
  window.benchRecord = record;

  const listen = (type, hear) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(hear));
    observer.observe({ type, buffered: true });
  };
  listen("longtask", ({ startTime, duration }) => record.tasks.push([startTime, duration]));
  listen("layout-shift", ({ value, hadRecentInput }) => {
    if (!hadRecentInput) record.shift += value;
  });

  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext("2d", { willReadFrequently: true });

  /** Return how dark each of SIDE × SIDE fields of a picture is. */
  function ink(element) {
    context.fillStyle = "white";
    context.fillRect(0, 0, SIDE, SIDE);
    context.drawImage(element, 0, 0, SIDE, SIDE);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return Array.from({ length: SIDE * SIDE }, (_, i) => 255 - Math.min(...data.subarray(4 * i, 4 * i + 3)));
  }

  function correlation(a, b) {
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [x, y] = [mean(a), mean(b)];
    const product = (f) => a.reduce((sum, _, i) => sum + f(i), 0);
    const spread = Math.sqrt(product((i) => (a[i] - x) ** 2) * product((i) => (b[i] - y) ** 2));
    return product((i) => (a[i] - x) * (b[i] - y)) / spread;
  }

  // An image that has been looked at need not be looked at again: looking takes the page's time.
  const seen = new WeakMap();

  function isShown(element) {
    if (seen.get(element) === element.currentSrc && element.currentSrc) return false;
    if (!(element.naturalWidth ?? element.width) || !element.checkVisibility()) return false;
    seen.set(element, element.currentSrc);
    return correlation(ink(element), EXPECTED.flat()) > ALIKE;
  }

  function look() {
    if (document.querySelector("figure.demo[data-state=booting]")) record.booting ||= performance.now();
    if (![...document.querySelectorAll("canvas, img")].some(isShown)) return requestAnimationFrame(look);
    record.live = performance.now();
    document.documentElement.dataset.benchLive = "";
  }
  requestAnimationFrame(look);
})();
