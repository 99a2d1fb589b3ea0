// Pyodide fetches its files by itself. While it starts, some of its requests are answered from here.

/** Do `work` while `fetch` answers the addresses in `answers`, a Map of promised responses, with those. */
export async function answering(answers, work) {
  const { fetch } = self;
  self.fetch = (request, options) => {
    const url = new URL(request.url ?? request, self.location.href).href;
    return answers.get(url) ?? fetch.call(self, request, options);
  };
  try {
    return await work();
  } finally {
    self.fetch = fetch;
  }
}

/** The answer to a request that nobody waits for. */
export const never = new Promise(() => {});
