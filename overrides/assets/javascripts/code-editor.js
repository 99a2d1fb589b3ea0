// CodeMirror, as PyScript brings it along, in the colours of the page's own code.

// Which of CodeMirror's names for parts of a program is coloured as which of the page's.
const COLOURS = {
  keyword: "keyword",
  atom: "constant",
  bool: "constant",
  literal: "number",
  string: "string",
  regexp: "string",
  comment: "comment",
  "definition(variableName)": "function",
  className: "function",
};

let parts;

/** Load CodeMirror, once; `pyscript` is a promise of PyScript's module. */
export function loadEditor(pyscript) {
  parts ??= fetchParts(pyscript);
  parts.catch(() => {
    parts = undefined;
  });
  return parts;
}

async function fetchParts(pyscript) {
  const { codemirror } = await pyscript;
  const [state, view, language, commands, { python }] = await Promise.all([
    codemirror.state,
    codemirror.view,
    codemirror.language,
    codemirror.commands,
    codemirror.python,
  ]);
  return { ...state, ...view, ...language, ...commands, python, marking: marking(state, view) };
}

/** A line that is lit until the code changes. */
function marking({ StateEffect, StateField }, { Decoration, EditorView }) {
  const mark = StateEffect.define();
  const lit = Decoration.line({ class: "editor__marked" });
  const field = StateField.define({
    create: () => Decoration.none,
    update(marks, { docChanged, effects, state }) {
      const effect = effects.findLast((each) => each.is(mark));
      if (!effect) return docChanged ? Decoration.none : marks;
      const line = effect.value;
      if (line < 1 || line > state.doc.lines) return Decoration.none;
      return Decoration.set([lit.range(state.doc.line(line).from)]);
    },
    provide: (self) => EditorView.decorations.from(self),
  });
  return { mark, field };
}

/** The page's colours, as classes: CodeMirror's own names of what they are for are in its default. */
function colours({ HighlightStyle, defaultHighlightStyle }) {
  const tags = defaultHighlightStyle.specs.flatMap(({ tag }) => tag);
  const named = tags.map((tag) => ({ tag, class: `editor__${COLOURS[String(tag)] ?? "name"}` }));
  return HighlightStyle.define(named);
}

/**
 * Replace selected code by what is typed. A browser would give the new text the look of the old by `style`
 * attributes, which the site's security policy forbids.
 */
function replaced(event, view) {
  const { state } = view;
  if (event.inputType !== "insertText" || state.selection.main.empty || view.composing)
    return false;
  event.preventDefault();
  const change = state.replaceSelection(event.data ?? "");
  view.dispatch(change, { scrollIntoView: true, userEvent: "input.type" });
  return true;
}

export class CodeEditor {
  #view;
  #marking;

  /** `changed()` hears of every change, `run()`, `check()` and `leave()` of their keys. */
  constructor(cm, parent, { code, label, changed, run, check, leave }) {
    this.#marking = cm.marking;
    const act = (act) => () => {
      act();
      return true;
    };
    const keys = [
      { key: "Shift-Enter", run: act(run) },
      { key: "Mod-Enter", run: act(check) },
      { key: "Escape", run: act(leave) },
      cm.indentWithTab,
    ];
    const extensions = [
      cm.keymap.of([...keys, ...cm.defaultKeymap, ...cm.historyKeymap]),
      cm.history(),
      cm.python(),
      cm.indentUnit.of("    "),
      cm.indentOnInput(),
      cm.bracketMatching(),
      cm.syntaxHighlighting(colours(cm)),
      cm.marking.field,
      cm.EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      cm.EditorView.domEventHandlers({ beforeinput: replaced }),
      cm.EditorView.updateListener.of(({ docChanged }) => docChanged && changed()),
    ];
    // Where code is wrapped on the page, it is wrapped here.
    if (matchMedia("(pointer: coarse)").matches) extensions.push(cm.EditorView.lineWrapping);
    this.#view = withoutStyleElement(() => new cm.EditorView({ doc: code, parent, extensions }));
  }

  get code() {
    return this.#view.state.doc.toString();
  }

  /** A change as any other, which can be undone. */
  set code(insert) {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert } });
  }

  /** Light a line; 0 lights none. */
  mark(line) {
    this.#view.dispatch({ effects: this.#marking.mark.of(line) });
    const { doc } = this.#view.state;
    if (line < 1 || line > doc.lines) return;
    // Where code scrolls in a place of its own, into the middle of it; the page stays.
    const { scrollDOM: place } = this.#view;
    place.scrollTop = this.#view.lineBlockAt(doc.line(line).from).top - place.clientHeight / 2;
  }

  /** Take the focus, with the cursor at a `place` on the screen, if one is given. */
  focus(place) {
    const at = place && this.#view.posAtCoords(place);
    if (at != null) this.#view.dispatch({ selection: { anchor: at } });
    this.#view.focus();
  }

  stop() {
    this.#view.destroy();
  }
}

/**
 * Let `make` make an editor whose style sheet is no element, which the site's security policy forbids.
 * CodeMirror has another way for trees without a head, and keeps to the one that it took first.
 */
function withoutStyleElement(make) {
  Object.defineProperty(document, "head", { value: null, configurable: true });
  try {
    return make();
  } finally {
    delete document.head;
  }
}
