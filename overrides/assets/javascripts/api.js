// What lessons and scripts may use: `window.oneFilter.demo(NAME)`.

/** Offer the `figures` of the page by name; `arrived` settles once the first page is there. */
export function expose(figures, arrived) {
  window.oneFilter = Object.freeze({ demo: (name) => handle(name, figures, arrived) });
}

function handle(name, figures, arrived) {
  const find = () => {
    const figure = figures.get(name);
    if (figure) return figure;
    const there = [...figures.keys()].join(", ") || "none";
    throw new Error(`No demo is called ${JSON.stringify(name)} on this page; there are: ${there}.`);
  };
  const then = (act) => arrived.then(() => act(find()));
  const settled = async (asked) => void (await asked);
  return Object.freeze({
    /** Settles once the demo has painted its first live frame. */
    get ready() {
      return then((figure) => figure.ready());
    },
    set: (values) => then((figure) => settled(figure.ask("set", { values }))),
    point: (view, row, column) =>
      then((figure) => settled(figure.ask("point", { view, row, column }))),
    step: (count = 1) => then((figure) => settled(figure.ask("step", { count }))),
    values: () => then((figure) => figure.inquire("values")),
    arrays: () => then(async (figure) => plain(await figure.inquire("arrays"))),
    link: () => find().link,
  });
}

/** Typed arrays as plain ones, which survive `JSON.stringify`. */
function plain(arrays) {
  const entries = Object.entries(arrays);
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => [name, { shape, data: [...data] }]),
  );
}
