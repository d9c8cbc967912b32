/**
 * The line on which a run failed, with what it said; gone when that line is edited, or cleared by the next run. The note
 * stands behind the code, below it where there is no room, and can be closed; its line's number shows it again.
 */
import { type EditorState, RangeSet, StateEffect, StateField, type Text, type Transaction } from '@codemirror/state'
import {
  type BlockInfo,
  Decoration,
  EditorView,
  GutterMarker,
  gutterLineClass,
  type PluginValue,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view'
import { words } from '../ui/words'

export interface FailedLine {
  /** From 1. */
  readonly line: number
  readonly message: string
}

interface Failed {
  /** Start of the line. */
  readonly from: number
  readonly message: string
  readonly open: boolean
  readonly below: boolean
}

/** `open`: whether the note is shown from the start. */
export const setFailedLine = StateEffect.define<(FailedLine & { readonly open: boolean }) | null>()
export const showNote = StateEffect.define<boolean>()
const placeNote = StateEffect.define<'beside' | 'below'>()

/** A traceback's last line can be a page; the note is beside the code. */
const NOTE_UNITS_MAX = 200

export const failedLineField = StateField.define<Failed | null>({
  create: () => null,
  update(before, tr) {
    let failed = before && tr.docChanged ? moved(before, tr) : before
    for (const effect of tr.effects) {
      if (effect.is(setFailedLine)) failed = locate(tr.newDoc, effect.value)
      else if (failed && effect.is(showNote)) failed = { ...failed, open: effect.value }
      else if (failed && effect.is(placeNote)) failed = { ...failed, below: effect.value === 'below' }
    }
    return failed
  },
  provide: (field) => [
    // Computed, not a function of the view: only so may a block stand between lines.
    EditorView.decorations.compute([field, 'doc'], (state) => decorations(state, state.field(field))),
    gutterLineClass.from(field, (failed) => (failed ? RangeSet.of([number.range(failed.from)]) : RangeSet.empty)),
  ],
})

export function failedLine() {
  return [failedLineField, notePlace]
}

/** For the line numbers: a press on the failed one shows its note or hides it. */
export function toggleNote(view: EditorView, { from }: BlockInfo): boolean {
  const failed = view.state.field(failedLineField)
  if (failed?.from !== from) return false
  view.dispatch({ effects: showNote.of(!failed.open) })
  return true
}

function moved(failed: Failed, tr: Transaction): Failed | null {
  const line = tr.startState.doc.lineAt(failed.from)
  // A line break before its first character moves the line, it does not edit it.
  const from = tr.changes.mapPos(failed.from, 1)
  const text = tr.newDoc.lineAt(from)
  return text.from === from && text.text === line.text ? { ...failed, from } : null
}

function locate(doc: Text, failed: (FailedLine & { open: boolean }) | null): Failed | null {
  if (!failed || failed.line < 1 || failed.line > doc.lines) return null
  const { message, open } = failed
  return { from: doc.line(failed.line).from, message: message.slice(0, NOTE_UNITS_MAX), open, below: false }
}

function decorations({ doc }: EditorState, failed: Failed | null) {
  if (!failed) return Decoration.none
  const line = doc.lineAt(failed.from)
  const mark = Decoration.line({ class: 'cm-line--err' }).range(line.from)
  if (!failed.open) return Decoration.set([mark])
  const widget = new Note(failed.message, failed.below)
  return Decoration.set([mark, Decoration.widget({ widget, side: 1, block: failed.below }).range(line.to)])
}

class Note extends WidgetType {
  constructor(
    readonly message: string,
    readonly below: boolean,
  ) {
    super()
  }

  override eq(other: Note): boolean {
    return other.message === this.message && other.below === this.below
  }

  override toDOM(view: EditorView): HTMLElement {
    const note = document.createElement(this.below ? 'div' : 'span')
    note.className = this.below ? 'cm-errnote cm-errnote--below' : 'cm-errnote'
    note.append(this.message)
    const close = note.appendChild(document.createElement('button'))
    close.type = 'button'
    // By keyboard one leaves the note where it is: it is part of the line's text there.
    close.tabIndex = -1
    close.className = 'i i-x'
    close.setAttribute('aria-label', words.editor.hideMessage)
    close.addEventListener('mousedown', (event) => event.preventDefault())
    close.addEventListener('click', () => view.dispatch({ effects: showNote.of(false) }))
    return note
  }
}

/** What stands around the message: its margin, padding and button, in characters. */
const AROUND = 6

/** Sees whether there is room behind the code, and tells the styles how wide a note may be. */
class NotePlace implements PluginValue {
  constructor(private readonly view: EditorView) {
    this.measure()
  }

  update(update: ViewUpdate): void {
    const failed = update.state.field(failedLineField)
    if (failed && (update.geometryChanged || failed !== update.startState.field(failedLineField))) this.measure()
  }

  private measure(): void {
    this.view.requestMeasure({ key: this, read: place, write: (found) => this.write(found) })
  }

  private write(found: { room: number; below: boolean } | null): void {
    if (found === null) return
    this.view.dom.style.setProperty('--cm-room', `${found.room}px`)
    const failed = this.view.state.field(failedLineField)
    if (!failed || failed.below === found.below) return
    // Not from within the measuring.
    queueMicrotask(() => this.view.dispatch({ effects: placeNote.of(found.below ? 'below' : 'beside') }))
  }
}

function place(view: EditorView): { room: number; below: boolean } | null {
  const failed = view.state.field(failedLineField)
  const room = view.scrollDOM.clientWidth - (view.scrollDOM.querySelector<HTMLElement>('.cm-gutters')?.offsetWidth ?? 0)
  if (!failed || room <= 0) return null
  const { to, length } = view.state.doc.lineAt(failed.from)
  const end = view.coordsAtPos(to, -1)
  const width = end ? end.right - view.contentDOM.getBoundingClientRect().left : length * view.defaultCharacterWidth
  const note = (failed.message.length + AROUND) * view.defaultCharacterWidth
  return { room, below: view.lineWrapping || width + note > room }
}

const notePlace = ViewPlugin.define((view) => new NotePlace(view))

class FailedNumber extends GutterMarker {
  override elementClass = 'cm-gutterElement--err'
}
const number = new FailedNumber()
