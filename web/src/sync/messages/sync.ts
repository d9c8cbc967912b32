/** The document on the wire: what is sent of it, and what the server says became of it. */
import { type Fields, isCount, isText, numberOrNull } from './fields'

/** The first n document messages of this connection are on disk, or were refused by a NACK before. */
export interface Ack {
  readonly type: 'ACK'
  readonly n: number
}

/** Document message n was refused whole and changed nothing. */
export interface Nack {
  readonly type: 'NACK'
  readonly n: number
  /** `incomplete`: it waits for something that the server does not have. Any other: it never will be saved. */
  readonly code: string
  readonly message: string
  readonly limit: number | null
  readonly value: number | null
}

const SENTENCE_UNITS_MAX = 4_000

export function decodeSyncMessage(m: Fields): Ack | Nack | null {
  if (!isCount(m.n)) return null
  if (m.type === 'ACK') return { type: 'ACK', n: m.n }
  if (m.type !== 'NACK' || !isText(m.code, 100) || !isText(m.message, SENTENCE_UNITS_MAX)) return null
  const { n, code, message } = m
  return { type: 'NACK', n, code, message, limit: numberOrNull(m.limit), value: numberOrNull(m.value) }
}
