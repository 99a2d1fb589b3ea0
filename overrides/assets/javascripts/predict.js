// Questions to answer before looking: whoever has chosen hears how the guess was. Nothing is counted or kept.

/** Listen for lids that open, on every page to come. */
export function followPredictions() {
  document.addEventListener(
    "toggle",
    ({ target }) => {
      const question = target.closest?.("[data-predict]");
      if (question) judge(question, target.open);
    },
    true, // a toggle does not bubble
  );
}

function judge(question, isOpen) {
  const verdict = question.querySelector(".of-predict__verdict");
  const chosen = question.querySelector("input:checked");
  if (!verdict) return;
  const isRight = chosen?.hasAttribute("data-right");
  const words = isRight ? verdict.dataset.right : verdict.dataset.wrong;
  verdict.textContent = isOpen && chosen ? words : "";
}
