/** Refuses what the server would refuse, before it is in the text: a refused edit costs everything typed after it. */
import { EditorState, type Extension, type Transaction } from '@codemirror/state'
import { remote } from './binding'

export interface TextLimits {
  /** One edit, as bytes of UTF-8. */
  readonly editBytes: number
  /** One file, in UTF-16 units. */
  readonly fileUnits: number
}

const MIB = 1024 * 1024
export const DEFAULT_LIMITS: TextLimits = { editBytes: MIB, fileUnits: MIB }
/** What an update says besides the text: ids, origins, the deletions of a replaced selection. */
const UPDATE_OVERHEAD_BYTES = 16 * 1024
/** UTF-8 needs at most three bytes for a UTF-16 unit. */
const BYTES_PER_UNIT_MAX = 3

export function refuseTooLarge(limits: () => TextLimits, onRefused: (sentence: string) => void): Extension {
  return EditorState.transactionFilter.of((tr) => {
    if (!tr.docChanged || tr.annotation(remote)) return tr
    const sentence = refusal(tr, limits())
    if (sentence === null) return tr
    // A filter decides; what follows from it comes after.
    queueMicrotask(() => onRefused(sentence))
    return []
  })
}

export function refusal(tr: Transaction, { editBytes, fileUnits }: TextLimits): string | null {
  const room = editBytes - UPDATE_OVERHEAD_BYTES
  const bytes = insertedBytes(tr, room)
  if (bytes > room) {
    return `That paste is too large (${size(bytes)}, limit ${size(editBytes)}). It was not added; it is still in your clipboard.`
  }
  if (tr.newDoc.length > fileUnits && tr.newDoc.length > tr.startState.doc.length) {
    return `This file is full (limit ${size(fileUnits)}). Nothing was added.`
  }
  return null
}

/** Exact only where it matters: what cannot exceed `room` is not encoded, at every key. */
function insertedBytes(tr: Transaction, room: number): number {
  let units = 0
  tr.changes.iterChanges((_from, _to, _newFrom, _newTo, inserted) => {
    units += inserted.length
  })
  if (units * BYTES_PER_UNIT_MAX <= room) return units
  let bytes = 0
  tr.changes.iterChanges((_from, _to, _newFrom, _newTo, inserted) => {
    bytes += new TextEncoder().encode(inserted.toString()).length
  })
  return bytes
}

function size(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MB`
}
