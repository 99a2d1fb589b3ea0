// The search's index is for those who search. The theme asks for it on every page; it gets it as soon as a reader
// reaches for the search, or has come from it: words that were searched for are marked on the page.
{
  const INDEX = "search/search_index.json";
  const MARKED = "h";
  const wanted = new Promise((resolve) => {
    if (new URLSearchParams(location.search).has(MARKED)) return resolve();
    const reached = new AbortController(); // then no move of the pointer is looked at any more
    for (const reach of ["pointerover", "pointerdown", "focusin"]) {
      addEventListener(
        reach,
        ({ target }) => {
          if (!target.closest?.("label[for=__search], .md-search")) return;
          reached.abort();
          resolve();
        },
        reached,
      );
    }
  });

  window.XMLHttpRequest = class extends XMLHttpRequest {
    #waits = false;

    open(method, url, ...more) {
      this.#waits = String(url).endsWith(INDEX);
      super.open(method, url, ...more);
    }

    async send(body) {
      if (this.#waits) await wanted;
      super.send(body);
    }
  };
}
