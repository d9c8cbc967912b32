/**
 * Undo of this person's own edits of one file, in steps a person would call one: `Y.UndoManager` alone joins everything
 * typed without a pause, so that one Ctrl+Z removes a page.
 */
import { type Extension, Prec, type Transaction } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import * as Y from 'yjs'
import { bind } from '../ui/keys'

type EditKind = 'type' | 'delete' | 'paste' | 'other'

/** A pause this long ends a step. */
const PAUSE_MS = 500
/** And so does a step's age: nobody wants more than that undone at once. */
const STEP_MS = 3_000

export class Undo {
  private readonly manager: Y.UndoManager
  private kind: EditKind | null = null
  private began = 0

  constructor(text: Y.Text, origin: object) {
    this.manager = new Y.UndoManager(text, { captureTimeout: PAUSE_MS, trackedOrigins: new Set([origin]) })
  }

  get extension(): Extension {
    const undo = (view: EditorView) => this.command(view, 'undo')
    const redo = (view: EditorView) => this.command(view, 'redo')
    return [
      Prec.high(keymap.of([...bind('undo', undo), ...bind('redo', redo)])),
      // The same from a menu or a phone's shake.
      EditorView.domEventHandlers({
        beforeinput: (event, view) => {
          if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false
          event.preventDefault()
          return event.inputType === 'historyUndo' ? undo(view) : redo(view)
        },
      }),
    ]
  }

  /** Always handled: an undo that the browser does itself would not know of others' edits. */
  command(view: EditorView, kind: 'undo' | 'redo'): true {
    if (view.state.readOnly) return true
    this.endStep()
    if (kind === 'undo') this.manager.undo()
    else this.manager.redo()
    return true
  }

  /** `undo` or `redo` when this is the origin of one, else `null`. */
  kindOf(origin: unknown): 'undo' | 'redo' | null {
    if (origin !== this.manager) return null
    return this.manager.undoing ? 'undo' : 'redo'
  }

  /** Called before an edit of this person reaches the text: decides whether it begins a step. */
  beforeEdit(tr: Transaction): void {
    const kind = kindOfEdit(tr)
    const now = Date.now()
    if (kind !== this.kind || kind === 'paste' || now - this.began > STEP_MS || breaksLine(tr)) {
      this.endStep()
      this.kind = kind
      this.began = now
    }
  }

  caretMoved(): void {
    this.endStep()
  }

  destroy(): void {
    this.manager.destroy()
  }

  private endStep(): void {
    this.kind = null
    this.manager.stopCapturing()
  }
}

function kindOfEdit(tr: Transaction): EditKind {
  if (tr.isUserEvent('input.paste') || tr.isUserEvent('input.drop')) return 'paste'
  if (tr.isUserEvent('input')) return 'type'
  return tr.isUserEvent('delete') ? 'delete' : 'other'
}

function breaksLine(tr: Transaction): boolean {
  let breaks = false
  tr.changes.iterChanges((_from, _to, _newFrom, _newTo, inserted) => {
    if (inserted.lines > 1) breaks = true
  })
  return breaks
}
