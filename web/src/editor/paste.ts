/**
 * Refuses what the server would refuse, before it is in the text: a refused edit costs everything typed after it. How much
 * one message may hold is none of the editor's business: what is too large for one is cut up on its way (`sync/cut.ts`).
 * Undo is not asked: it brings back what was there, and only a file that others have filled meanwhile is too full for it.
 */
import { EditorState, type Extension, type Transaction } from '@codemirror/state'
import { words } from '../ui/words'
import { remote } from './binding'

/** Both from WELCOME. */
export interface TextLimits {
  /** The whole document as it is stored; a text alone must be below it. */
  readonly documentBytes: number
  /** One file, in UTF-16 units. */
  readonly textUnits: number
}

/** UTF-8 needs at most three bytes for a UTF-16 unit. */
const BYTES_PER_UNIT_MAX = 3

/** Nothing is refused as long as the limits are not known. */
export function refuseTooLarge(limits: () => TextLimits | undefined, onRefused: (sentence: string) => void): Extension {
  return EditorState.transactionFilter.of((tr) => {
    const known = limits()
    if (!known || !tr.docChanged || tr.annotation(remote)) return tr
    const sentence = refusal(tr, known)
    if (sentence === null) return tr
    // A filter decides; what follows from it comes after.
    queueMicrotask(() => onRefused(sentence))
    return []
  })
}

export function refusal(tr: Transaction, { documentBytes, textUnits }: TextLimits): string | null {
  const { units, bytes } = inserted(tr, documentBytes)
  if (units > textUnits || bytes > documentBytes) {
    const limit = units > textUnits ? textUnits : documentBytes
    return words.editor.pasteTooLarge(Math.max(units, bytes), limit)
  }
  if (tr.newDoc.length > textUnits && tr.newDoc.length > tr.startState.doc.length) {
    return words.editor.fileFull(textUnits)
  }
  return null
}

/** The bytes exact only where they matter: what cannot exceed `room` is not encoded, at every key. */
function inserted(tr: Transaction, room: number): { units: number; bytes: number } {
  let units = 0
  tr.changes.iterChanges((_from, _to, _newFrom, _newTo, text) => {
    units += text.length
  })
  if (units * BYTES_PER_UNIT_MAX <= room) return { units, bytes: units }
  let bytes = 0
  tr.changes.iterChanges((_from, _to, _newFrom, _newTo, text) => {
    bytes += new TextEncoder().encode(text.toString()).length
  })
  return { units, bytes }
}
