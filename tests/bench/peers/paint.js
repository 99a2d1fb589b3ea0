// Shows what the worker's program sends.
const script = document.querySelector("script[worker]");

function show({ data }) {
  if (typeof data === "string") document.querySelector("img").src = data;
}

// PyScript makes the worker some time after the page has been read, and tells nobody.
const wait = () => {
  if (script.xworker) script.xworker.addEventListener("message", show);
  else setTimeout(wait);
};
if (script) wait();
