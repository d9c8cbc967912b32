/** The line on which a run failed, with what it said; gone when that line is edited, or cleared by the next run. */
import { RangeSet, StateEffect, StateField, type Text } from '@codemirror/state'
import { Decoration, EditorView, GutterMarker, gutterLineClass, WidgetType } from '@codemirror/view'

export interface FailedLine {
  /** From 1. */
  readonly line: number
  readonly message: string
}

export const setFailedLine = StateEffect.define<FailedLine | null>()

interface Failed {
  /** Start of the line. */
  readonly from: number
  readonly message: string
}

/** A traceback's last line can be a page; the note is beside the code. */
const NOTE_UNITS_MAX = 200

export const failedLineField = StateField.define<Failed | null>({
  create: () => null,
  update(failed, tr) {
    for (const effect of tr.effects) if (effect.is(setFailedLine)) return locate(tr.newDoc, effect.value)
    if (!failed || !tr.docChanged) return failed
    const line = tr.startState.doc.lineAt(failed.from)
    // A line break before its first character moves the line, it does not edit it.
    const from = tr.changes.mapPos(failed.from, 1)
    const text = tr.newDoc.lineAt(from)
    return text.from === from && text.text === line.text ? { ...failed, from } : null
  },
  provide: (field) => [
    EditorView.decorations.from(field, (failed) => (view: EditorView) => decorations(view.state.doc, failed)),
    gutterLineClass.from(field, (failed) => (failed ? RangeSet.of([number.range(failed.from)]) : RangeSet.empty)),
  ],
})

function locate(doc: Text, failed: FailedLine | null): Failed | null {
  if (!failed || failed.line < 1 || failed.line > doc.lines) return null
  return { from: doc.line(failed.line).from, message: failed.message.slice(0, NOTE_UNITS_MAX) }
}

function decorations(doc: Text, failed: Failed | null) {
  if (!failed) return Decoration.none
  const line = doc.lineAt(failed.from)
  return Decoration.set([
    Decoration.line({ class: 'cm-line--err' }).range(line.from),
    Decoration.widget({ widget: new Note(failed.message), side: 1 }).range(line.to),
  ])
}

class Note extends WidgetType {
  constructor(readonly message: string) {
    super()
  }

  override eq(other: Note): boolean {
    return other.message === this.message
  }

  override toDOM(): HTMLElement {
    const note = document.createElement('span')
    note.className = 'cm-errnote'
    note.textContent = this.message
    return note
  }
}

class FailedNumber extends GutterMarker {
  override elementClass = 'cm-gutterElement--err'
}
const number = new FailedNumber()
