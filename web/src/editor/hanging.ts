/** Where a wrapped line goes on: below its own indentation, not at the edge, so that what belongs together reads so. */
import { countColumn, type Extension, RangeSetBuilder } from '@codemirror/state'
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** Columns beyond the indentation; and the most, so that there is room for words on a phone. */
const FURTHER = 2
const MOST = 16

export function hangingIndent(): Extension {
  return ViewPlugin.fromClass(Hanging, { decorations: (plugin) => plugin.decorations })
}

class Hanging {
  decorations: DecorationSet

  constructor(view: EditorView) {
    this.decorations = indents(view)
  }

  update(update: ViewUpdate): void {
    if (update.docChanged || update.viewportChanged) this.decorations = indents(update.view)
  }
}

function indents(view: EditorView): DecorationSet {
  const { doc, tabSize } = view.state
  const found = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = doc.lineAt(at)
      found.add(line.from, line.from, hanging(columnsOf(line.text, tabSize)))
      at = line.to + 1
    }
  }
  return found.finish()
}

export function columnsOf(text: string, tabSize: number): number {
  const indentation = text.search(/\S|$/)
  return Math.min(countColumn(text, tabSize, indentation) + FURTHER, MOST)
}

const known = new Map<number, Decoration>()

function hanging(columns: number): Decoration {
  const made =
    known.get(columns) ??
    Decoration.line({ attributes: { style: `text-indent: -${columns}ch; padding-inline-start: ${columns}ch` } })
  known.set(columns, made)
  return made
}
