/**
 * A wrapped line goes on below its own indentation and a little deeper, so that its structure can still be read on a
 * phone. By classes, not by style attributes: the page's policy has none.
 */
import { countColumn, type Extension, RangeSetBuilder } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** `cm-hang-0` to `cm-hang-16` of editor.css, in steps of two columns: more leaves no room for text on a phone. */
const STEP = 2
const COLUMNS_MAX = 16
const lines = Array.from({ length: COLUMNS_MAX / STEP + 1 }, (_, i) =>
  Decoration.line({ class: `cm-hang-${i * STEP}` }),
)

export function hangColumns(text: string, tabSize: number): number {
  const indentation = /^\s*/.exec(text)?.[0] ?? ''
  return Math.min(COLUMNS_MAX, STEP * Math.floor(countColumn(indentation, tabSize) / STEP))
}

function hung({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to } of visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = state.doc.lineAt(at)
      const decoration = lines[hangColumns(line.text, state.tabSize) / STEP]
      if (decoration) builder.add(line.from, line.from, decoration)
      at = line.to + 1
    }
  }
  return builder.finish()
}

class Hanging {
  decorations: DecorationSet

  constructor(view: EditorView) {
    this.decorations = hung(view)
  }

  update(update: ViewUpdate): void {
    if (update.docChanged || update.viewportChanged) this.decorations = hung(update.view)
  }
}

/** For editors that wrap their lines. */
export function hangingIndent(): Extension {
  return ViewPlugin.fromClass(Hanging, { decorations: ({ decorations }) => decorations })
}

/** Wrapped lines that can be read: what a phone gets. */
export const wrapping = (): Extension => [EditorView.lineWrapping, hangingIndent()]
