/**
 * The messages of a connection: one binary WebSocket message is one of them. Frames of both directions and a strict
 * decoder; what does not fit is `null` and is dropped by the caller. What the JSON of a message says is in
 * `messages/`, by subject: the document (`sync`), `people`, the `session`, `runs`. Unknown fields are ignored, and one
 * thing of a list that cannot be read does not lose the list.
 *
 *   message   = varUint type, body
 *   type 0    = sync: varUint kind (0 step 1, 1 step 2, 2 update), varBuffer
 *   type 1    = awareness: varBuffer, read by presence.ts
 *   type 3    = asks for everybody's awareness, no body
 *   type 100  = hotseat: varString JSON
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { fields } from './messages/fields'
import { decodePeople, type PeopleMessage } from './messages/people'
import { decodeRunsMessage, type Hello, type RunEntry, type RunsMessage } from './messages/runs'
import { decodeSessionMessage, type SessionMessage } from './messages/session'
import { type Ack, decodeSyncMessage, type Nack } from './messages/sync'

export type HotseatMessage = Ack | Nack | PeopleMessage | SessionMessage | RunsMessage

/** What a page says in JSON. */
export type OwnMessage = Hello | ({ readonly type: 'RUN' } & RunEntry) | { readonly type: 'STOP'; readonly run: string }

export type Inbound =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly states: Uint8Array }
  | { readonly kind: 'hotseat'; readonly message: HotseatMessage }

export type Frame = Uint8Array<ArrayBuffer>

const SYNC = 0
const AWARENESS = 1
const QUERY_AWARENESS = 3
const HOTSEAT = 100

export function encodeStep1(stateVector: Uint8Array): Frame {
  return syncMessage(0, stateVector)
}

export function encodeStep2(update: Uint8Array): Frame {
  return syncMessage(1, update)
}

export function encodeUpdate(update: Uint8Array): Frame {
  return syncMessage(2, update)
}

function syncMessage(kind: number, body: Uint8Array): Frame {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, body)
  })
}

export function encodeAwareness(states: Uint8Array): Frame {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS)
    encoding.writeVarUint8Array(encoder, states)
  })
}

/** Asks for everybody's awareness; the cheapest question that the server answers at once. */
export function encodeQueryAwareness(): Frame {
  return new Uint8Array([QUERY_AWARENESS])
}

export function encodeHotseat(message: OwnMessage): Frame {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, HOTSEAT)
    encoding.writeVarString(encoder, JSON.stringify(message))
  })
}

/** `null`: a type we do not know, a frame cut short, or JSON outside the schema. */
export function decode(frame: Uint8Array): Inbound | null {
  try {
    const decoder = decoding.createDecoder(frame)
    switch (decoding.readVarUint(decoder)) {
      case SYNC: {
        const kind = decoding.readVarUint(decoder)
        const body = readBuffer(decoder)
        if (body === null) return null
        if (kind === 0) return { kind: 'step1', stateVector: body }
        if (kind === 1) return { kind: 'step2', update: body }
        return kind === 2 ? { kind: 'update', update: body } : null
      }
      case AWARENESS: {
        const states = readBuffer(decoder)
        return states && { kind: 'awareness', states }
      }
      case HOTSEAT: {
        const message = decodeHotseat(JSON.parse(decoding.readVarString(decoder)))
        return message && { kind: 'hotseat', message }
      }
      default:
        return null
    }
  } catch {
    // lib0 and JSON.parse throw on a truncated or malformed frame: that is the answer `null`, the caller counts it.
    return null
  }
}

/** A copy: the frame's memory is the socket's, and updates wait for their batch. */
function readBuffer(decoder: decoding.Decoder): Uint8Array | null {
  const length = decoding.readVarUint(decoder)
  if (length > decoder.arr.length - decoder.pos) return null
  return decoder.arr.slice(decoder.pos, decoder.pos + length)
}

export function decodeHotseat(json: unknown): HotseatMessage | null {
  const m = fields(json)
  switch (m?.type) {
    case 'ACK':
    case 'NACK':
      return decodeSyncMessage(m)
    case 'WELCOME':
    case 'SESSION':
    case 'GOAWAY':
      return decodeSessionMessage(m)
    case 'PARTICIPANTS': {
      const participants = decodePeople(m.participants)
      return participants && { type: 'PARTICIPANTS', participants }
    }
    case 'RUN':
    case 'RUNACK':
    case 'STOP':
      return decodeRunsMessage(m)
    default:
      return null
  }
}
