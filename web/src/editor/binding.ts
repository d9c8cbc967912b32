/**
 * A shared text in an editor, both ways.
 *
 *   CodeMirror transaction ─ update() ─▶ Y.Text          origin = this binding
 *   Y.Text event ─ observer ─▶ one dispatch              annotated `remote`
 *
 * Lengths agree at every moment because CR is an ordinary character here (the line separator is LF) and no change
 * splits a surrogate pair (Yjs would replace both halves). A binding outlives the editor states that show it, so the
 * undo history survives a change of file.
 *
 * Whatever fails here must not end it: CodeMirror switches a plugin off whose `update` throws, and an exception in a Yjs
 * observer ends the transaction. Then one would type on alone and see a green light. So everything is caught, counted,
 * told, and mended by reading the shared text again: it is what the others see.
 */
import {
  Annotation,
  type ChangeSpec,
  EditorSelection,
  EditorState,
  type Extension,
  type Text,
  Transaction,
} from '@codemirror/state'
import { EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type * as Y from 'yjs'
import { Undo } from './undo'
import { wellFormed } from './wellFormed'

/** On transactions that bring the shared text into the editor: they must not go back. */
export const remote = Annotation.define<true>()

/** What an embed (which the server refuses) is shown as: one unit here, as it is in the text. */
const EMBED = '\uFFFC'

export class Binding {
  /** How often something failed and the text was read again. Anything but 0 is a bug. */
  resyncs = 0
  readonly undo: Undo

  /** `onMended` is told each time: what was typed last may not be in the text. */
  constructor(
    readonly text: Y.Text,
    private readonly onMended: () => void = () => {},
  ) {
    this.undo = new Undo(text, this)
  }

  failed(error: unknown): void {
    this.resyncs++
    reportError(error)
    this.onMended()
  }

  get extension(): Extension {
    return [
      EditorState.lineSeparator.of('\n'),
      // With a fixed separator CodeMirror leaves CR in pasted text.
      EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, '\n')),
      ViewPlugin.define((view) => new BindingView(view, this)),
      this.undo.extension,
    ]
  }

  destroy(): void {
    this.undo.destroy()
  }
}

class BindingView implements PluginValue {
  /** The text holds something else than the editor (a lone half of a pair, or something failed): read it again first. */
  private torn = false
  private destroyed = false

  constructor(
    private readonly view: EditorView,
    private readonly binding: Binding,
  ) {
    binding.text.observe(this.observe)
    // The state was made a moment ago; what changed since is not in it.
    this.torn = view.state.doc.toString() !== readText(binding.text)
    if (this.torn) this.rereadSoon()
  }

  destroy(): void {
    this.destroyed = true
    this.binding.text.unobserve(this.observe)
  }

  update(update: ViewUpdate): void {
    try {
      this.write(update)
    } catch (error) {
      this.fail(error)
    }
  }

  private write(update: ViewUpdate): void {
    const local = update.transactions.filter((tr) => tr.docChanged && !tr.annotation(remote))
    const first = local[0]
    if (!first) {
      if (update.selectionSet && !update.docChanged) this.binding.undo.caretMoved()
      return
    }
    const { text, undo } = this.binding
    undo.beforeEdit(first)
    text.doc?.transact(() => {
      for (const tr of local) if (!writeChanges(text, tr)) this.torn = true
    }, this.binding)
    if (this.torn) this.rereadSoon()
    else if (text.length !== update.state.doc.length) this.fail(new Error('a local edit left different lengths'))
  }

  private readonly observe = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === this.binding) return
    try {
      if (this.torn) this.reread()
      else this.show(event, transaction)
    } catch (error) {
      this.fail(error)
    }
  }

  private show(event: Y.YTextEvent, transaction: Y.Transaction): void {
    const { changes, end, growth } = changesOf(event.delta)
    // Before, not after: a change of another text may be out of bounds here, or land in the wrong place.
    if (this.view.state.doc.length + growth !== this.binding.text.length)
      throw new Error('a change from elsewhere does not fit the editor')
    const kind = this.binding.undo.kindOf(transaction.origin)
    this.view.dispatch({
      changes,
      annotations: [remote.of(true), Transaction.remote.of(kind === null)],
      // The person's own undo: show what it did.
      ...(kind && { userEvent: kind, selection: EditorSelection.cursor(end), scrollIntoView: true }),
    })
  }

  private fail(error: unknown): void {
    this.torn = true
    this.binding.failed(error)
    this.rereadSoon()
  }

  /** Dispatching inside an update throws. */
  private rereadSoon(): void {
    queueMicrotask(() => {
      if (this.destroyed || !this.torn) return
      try {
        this.reread()
      } catch (error) {
        // Still torn: the next change from anywhere tries again.
        this.binding.failed(error)
      }
    })
  }

  private reread(): void {
    const change = smallestChange(this.view.state.doc.toString(), readText(this.binding.text))
    if (change) this.view.dispatch({ changes: change, annotations: [remote.of(true), Transaction.remote.of(true)] })
    this.torn = false
  }
}

/** The text as the editor shows it: the same number of units as the `Y.Text`. */
export function readText(text: Y.Text): string {
  const plain = text.toString()
  if (plain.length === text.length) return plain
  return text
    .toDelta()
    .map((part: { insert: unknown }) => (typeof part.insert === 'string' ? part.insert : EMBED))
    .join('')
}

/** False when the text took something else than what the editor has: it must be read again. */
function writeChanges(text: Y.Text, tr: Transaction): boolean {
  const before = tr.startState.doc
  const after = tr.newDoc
  let whole = true
  let shift = 0
  tr.changes.iterChanges((from, to, newFrom, newTo) => {
    if (cutsPair(before, from) || cutsPair(after, newFrom)) {
      from--
      newFrom--
    }
    if (cutsPair(before, to) || cutsPair(after, newTo)) {
      to++
      newTo++
    }
    const raw = after.sliceString(newFrom, newTo, '\n')
    const clean = wellFormed(raw)
    if (clean !== raw) whole = false
    if (to > from) text.delete(from + shift, to - from)
    if (clean) text.insert(from + shift, clean)
    shift += clean.length - (to - from)
  })
  return whole
}

/** Whether a position lies between the two halves of a surrogate pair. */
function cutsPair(doc: Text, position: number): boolean {
  if (position <= 0 || position >= doc.length) return false
  const around = doc.sliceString(position - 1, position + 1, '\n')
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(around)
}

/** A Yjs delta as changes of the old document, where the last of them ends in the new one, and by how much that is longer. */
export function changesOf(delta: Y.YTextEvent['delta']): {
  changes: readonly ChangeSpec[]
  end: number
  growth: number
} {
  const changes: ChangeSpec[] = []
  let old = 0
  let now = 0
  let end = 0
  for (const part of delta) {
    if (part.retain !== undefined) {
      old += part.retain
      now += part.retain
    } else if (part.delete !== undefined) {
      changes.push({ from: old, to: old + part.delete })
      old += part.delete
      end = now
    } else if (part.insert !== undefined) {
      const insert = typeof part.insert === 'string' ? part.insert : EMBED
      changes.push({ from: old, insert })
      now += insert.length
      end = now
    }
  }
  return { changes, end, growth: now - old }
}

/** Between what two texts have in common at their start and at their end. */
export function smallestChange(old: string, now: string): { from: number; to: number; insert: string } | null {
  if (old === now) return null
  const shorter = Math.min(old.length, now.length)
  let start = 0
  while (start < shorter && old[start] === now[start]) start++
  let tail = 0
  while (tail < shorter - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  return { from: start, to: old.length - tail, insert: now.slice(start, now.length - tail) }
}
