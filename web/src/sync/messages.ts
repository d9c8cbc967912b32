/**
 * The messages of a connection: one binary WebSocket message is one of them. Types of both directions and a strict
 * decoder; what does not fit the schema or a bound is `null` and is dropped by the caller.
 *
 *   message   = varUint type, body
 *   type 0    = sync: varUint kind (0 step 1, 1 step 2, 2 update), varBuffer
 *   type 1    = awareness: varBuffer, read by presence.ts
 *   type 100  = hotseat: varString JSON
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export type Role = 'host' | 'candidate' | 'observer'

export interface Participant {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Palette index 1 to 8; observers have none. */
  readonly colour: number | null
  readonly online: boolean
}

export interface SessionInfo {
  readonly id: string
  readonly title: string
  readonly language: string
  readonly state: string
  readonly createdAt: string
}

export interface Limits {
  readonly updateBytes: number
  readonly awarenessBytes: number
  readonly runBytes: number
  readonly textUnits: number
}

export interface Welcome {
  readonly role: Role
  readonly participant: Participant
  readonly session: SessionInfo
  readonly generation: number
  readonly limits: Limits
  readonly participants: readonly Participant[]
}

/** 1 is standard output, 2 standard error. */
export type Chunk = readonly [1 | 2, string]

export interface RunError {
  readonly message: string
  readonly line?: number
  readonly column?: number
  readonly file?: string
}

export type RunEndReason = 'exit' | 'stopped' | 'time' | 'output' | 'crashed'

export type RunEvent =
  | { readonly kind: 'started'; readonly file: string; readonly fileName: string; readonly language: string }
  | { readonly kind: 'output'; readonly chunks: readonly Chunk[] }
  | { readonly kind: 'input'; readonly text: string }
  | {
      readonly kind: 'ended'
      readonly code: number
      readonly ms: number
      readonly error?: RunError
      readonly reason?: RunEndReason
      readonly truncated?: boolean
    }

/** Entry `i` (0, 1, 2, …) of the run with that id, as its runner sends it. */
export type RunEntry = RunEvent & { readonly run: string; readonly i: number }

/** The same as everybody gets it: with who, the run's number in the session, and the server's time. */
export type RunMessage = RunEntry & {
  readonly type: 'RUN'
  readonly participant: string
  readonly number: number
  readonly at: string
}

export interface RunAck {
  readonly type: 'RUNACK'
  readonly run: string
  readonly i: number
  readonly number: number
}

export type HotseatMessage =
  | ({ readonly type: 'WELCOME' } & Welcome)
  | { readonly type: 'ACK'; readonly n: number }
  | {
      readonly type: 'NACK'
      readonly n: number
      readonly code: string
      readonly message: string
      readonly limit: number | null
      readonly value: number | null
    }
  | { readonly type: 'SESSION'; readonly session: SessionInfo }
  | { readonly type: 'PARTICIPANTS'; readonly participants: readonly Participant[] }
  | RunMessage
  | RunAck
  | { readonly type: 'GOAWAY'; readonly afterMs: number }

export type Inbound =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly states: Uint8Array }
  | { readonly kind: 'hotseat'; readonly message: HotseatMessage }

const SYNC = 0
const AWARENESS = 1
const HOTSEAT = 100

/** More people than are in a room at once (250); of a longer list those who are here come first. */
const PARTICIPANTS_MAX = 1_000
const NAME_UNITS_MAX = 200
const TITLE_UNITS_MAX = 500
const SENTENCE_UNITS_MAX = 4_000
/** A run entry is at most 64 KiB on the wire; its text can only be shorter. */
const OUTPUT_UNITS_MAX = 64 * 1024
const CHUNKS_MAX = 10_000

export function encodeStep1(stateVector: Uint8Array): Uint8Array<ArrayBuffer> {
  return syncMessage(0, stateVector)
}

export function encodeStep2(update: Uint8Array): Uint8Array<ArrayBuffer> {
  return syncMessage(1, update)
}

export function encodeUpdate(update: Uint8Array): Uint8Array<ArrayBuffer> {
  return syncMessage(2, update)
}

function syncMessage(kind: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, body)
  })
}

export function encodeAwareness(states: Uint8Array): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS)
    encoding.writeVarUint8Array(encoder, states)
  })
}

export function encodeRun(entry: RunEntry): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, HOTSEAT)
    encoding.writeVarString(encoder, JSON.stringify({ type: 'RUN', ...entry }))
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

type Fields = Readonly<Record<string, unknown>>

export function decodeHotseat(json: unknown): HotseatMessage | null {
  const m = fields(json)
  switch (m?.type) {
    case 'WELCOME': {
      const welcome = decodeWelcome(m)
      return welcome && { type: 'WELCOME', ...welcome }
    }
    case 'ACK':
      return isCount(m.n) ? { type: 'ACK', n: m.n } : null
    case 'NACK':
      return isCount(m.n) && isText(m.code, 100) && isText(m.message, SENTENCE_UNITS_MAX)
        ? {
            type: 'NACK',
            n: m.n,
            code: m.code,
            message: m.message,
            limit: numberOrNull(m.limit),
            value: numberOrNull(m.value),
          }
        : null
    case 'SESSION': {
      const session = decodeSession(m.session)
      return session && { type: 'SESSION', session }
    }
    case 'PARTICIPANTS': {
      const participants = decodeParticipants(m.participants)
      return participants && { type: 'PARTICIPANTS', participants }
    }
    case 'RUN': {
      const event = decodeRunEvent(m)
      return event &&
        isRunId(m.run) &&
        isCount(m.i) &&
        isText(m.participant, 100) &&
        isCount(m.number) &&
        isText(m.at, 64)
        ? { type: 'RUN', run: m.run, i: m.i, participant: m.participant, number: m.number, at: m.at, ...event }
        : null
    }
    case 'RUNACK':
      return isRunId(m.run) && isCount(m.i) && isCount(m.number)
        ? { type: 'RUNACK', run: m.run, i: m.i, number: m.number }
        : null
    case 'GOAWAY':
      return isCount(m.afterMs) && m.afterMs <= 600_000 ? { type: 'GOAWAY', afterMs: m.afterMs } : null
    default:
      return null
  }
}

function decodeWelcome(m: Fields): Welcome | null {
  const participant = decodeParticipant(m.participant)
  const session = decodeSession(m.session)
  const participants = decodeParticipants(m.participants)
  const limits = fields(m.limits)
  if (!participant || !session || !participants || !limits || !isRole(m.role) || !isCount(m.generation)) return null
  const { updateBytes, awarenessBytes, runBytes, textUnits } = limits
  if (!isCount(updateBytes) || !isCount(awarenessBytes) || !isCount(runBytes) || !isCount(textUnits)) return null
  return {
    role: m.role,
    participant,
    session,
    generation: m.generation,
    limits: { updateBytes, awarenessBytes, runBytes, textUnits },
    participants,
  }
}

function decodeSession(value: unknown): SessionInfo | null {
  const s = fields(value)
  return s &&
    isText(s.id, 100) &&
    isText(s.title, TITLE_UNITS_MAX) &&
    isText(s.language, 100) &&
    isText(s.state, 100) &&
    isText(s.createdAt, 64)
    ? { id: s.id, title: s.title, language: s.language, state: s.state, createdAt: s.createdAt }
    : null
}

function decodeParticipants(value: unknown): readonly Participant[] | null {
  if (!Array.isArray(value)) return null
  const list = value.map(decodeParticipant)
  if (!list.every((participant) => participant !== null)) return null
  if (list.length <= PARTICIPANTS_MAX) return list
  const here = list.filter(({ online }) => online)
  const gone = list.filter(({ online }) => !online)
  return [...here, ...gone].slice(0, PARTICIPANTS_MAX)
}

export function decodeParticipant(value: unknown): Participant | null {
  const p = fields(value)
  return p &&
    isText(p.id, 100) &&
    isText(p.name, NAME_UNITS_MAX) &&
    isRole(p.role) &&
    isColourOrNull(p.colour) &&
    typeof p.online === 'boolean'
    ? { id: p.id, name: p.name, role: p.role, colour: p.colour, online: p.online }
    : null
}

function decodeRunEvent(m: Fields): RunEvent | null {
  switch (m.kind) {
    case 'started':
      return isText(m.file, 200) && isText(m.fileName, 200) && isText(m.language, 100)
        ? { kind: 'started', file: m.file, fileName: m.fileName, language: m.language }
        : null
    case 'output': {
      if (!Array.isArray(m.chunks) || m.chunks.length > CHUNKS_MAX) return null
      return m.chunks.every(isChunk) ? { kind: 'output', chunks: m.chunks } : null
    }
    case 'input':
      return isText(m.text, OUTPUT_UNITS_MAX) ? { kind: 'input', text: m.text } : null
    case 'ended':
      return decodeEnded(m)
    default:
      return null
  }
}

function decodeEnded(m: Fields): RunEvent | null {
  if (typeof m.code !== 'number' || !Number.isSafeInteger(m.code)) return null
  if (typeof m.ms !== 'number' || !Number.isFinite(m.ms) || m.ms < 0) return null
  const error = m.error === undefined || m.error === null ? undefined : decodeRunError(m.error)
  if (error === null) return null
  const reason = isEndReason(m.reason) ? m.reason : undefined
  return {
    kind: 'ended',
    code: m.code,
    ms: m.ms,
    ...(error && { error }),
    ...(reason && { reason }),
    ...(m.truncated === true && { truncated: true }),
  }
}

function decodeRunError(value: unknown): RunError | null {
  const e = fields(value)
  if (!e || !isText(e.message, OUTPUT_UNITS_MAX)) return null
  return {
    message: e.message,
    ...(isCount(e.line) && { line: e.line }),
    ...(isCount(e.column) && { column: e.column }),
    ...(isText(e.file, 200) && { file: e.file }),
  }
}

/** A plain object's fields, `null` for anything else. */
export function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

export function isText(value: unknown, unitsMax: number): value is string {
  return typeof value === 'string' && value.length <= unitsMax
}

/** Not negative, whole, exact. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export function isRole(value: unknown): value is Role {
  return value === 'host' || value === 'candidate' || value === 'observer'
}

export function isColourOrNull(value: unknown): value is number | null {
  return value === null || (isCount(value) && value >= 1 && value <= 8)
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)
}

function isChunk(value: unknown): value is Chunk {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    (value[0] === 1 || value[0] === 2) &&
    isText(value[1], OUTPUT_UNITS_MAX)
  )
}

function isEndReason(value: unknown): value is RunEndReason {
  return value === 'exit' || value === 'stopped' || value === 'time' || value === 'output' || value === 'crashed'
}
