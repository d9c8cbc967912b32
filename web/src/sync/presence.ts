/**
 * Presence: where everybody is. The own state goes out at most every 50 ms; others' states are decoded by schema, and
 * what does not fit is dropped. Who somebody is comes only from the `user` part, which the server writes.
 *
 *   awareness = varUint count, count × (varUint client id, varUint clock, varString JSON)      "null" = gone
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { fields, isCount, isText } from './messages/fields'
import { colourOf, type Participant, type Role, roleOf } from './messages/people'
import { createStore, type Store } from './store'

export interface ItemId {
  readonly client: number
  readonly clock: number
}

/** A place that survives edits: the unit it is bound to, or (no item) the start or end of the text named `tname`. */
export interface RelativePosition {
  readonly tname: string
  readonly item: ItemId | null
  /** ≥ 0 binds to the unit on the right, < 0 to the one on the left. */
  readonly assoc: number
}

export interface CursorState {
  readonly anchor: RelativePosition
  readonly head: RelativePosition
}

/** What this page tells the others about itself. */
export interface OwnState {
  readonly cursor: CursorState | null
  /** Id of the open file. */
  readonly file: string | null
}

/** One other replica: a participant with two tabs is two of them. */
export interface Peer extends OwnState {
  readonly client: number
  readonly participant: string
  readonly name: string
  readonly role: Role
  readonly colour: number | null
  /** The connection is lost, so this is where they were. Drawn dimmed. */
  readonly stale: boolean
}

export interface Presence {
  /** Changes with every cursor; wrap it in `throttled` for React. */
  readonly peers: Store<readonly Peer[]>
  /** Says that the own state changed. `read` is called when it goes out (a relative position costs a walk). */
  publish(read: () => OwnState): void
}

/** The connection's side of it. */
export interface PresenceLine extends Presence {
  /** Of the own state as it went out last. */
  readonly clock: number
  /** So far somebody has counted under the same client id: everybody takes only what is newer. */
  countFrom(clock: number): void
  receive(states: Uint8Array): void
  /** A new socket is open: others' states are stale until told again, the own one is announced. */
  opened(): void
  /** The new connection told everything it knows: who was not named is gone. */
  settled(): void
  lost(): void
  participants(list: readonly Participant[]): void
  close(): void
}

const SEND_MS = 50
/** Stock Yjs clients forget an entry that was not renewed for 30 s. */
const RENEW_MS = 15_000
const STATE_UNITS_MAX = 4 * 1024
const ENTRIES_MAX = 1_000

export function createPresence(o: { clientId(): number; send(states: Uint8Array): void }): PresenceLine {
  const peers = createStore<readonly Peer[]>([])
  const known = new Map<number, Peer>()
  const clocks = new Map<number, number>()

  let read: (() => OwnState) | null = null
  let clock = 0
  let sent = ''
  let sentAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined
  let open = false

  const show = () => {
    // Until the server noticed that the life before is gone it told of it: that is nobody else.
    known.delete(o.clientId())
    peers.set([...known.values()])
  }

  /** Sends the own state; unchanged ones only when they must be `renewed`. */
  const announce = (renewed: boolean) => {
    clearTimeout(timer)
    timer = undefined
    if (!open || !read) return
    const json = JSON.stringify(read())
    if (json !== sent || renewed) {
      // Never 0: receivers start from 0 and take only what is newer.
      clock++
      sent = json
      sentAt = performance.now()
      o.send(encodeOwn(o.clientId(), clock, json))
    }
    timer = setTimeout(() => announce(true), RENEW_MS)
  }
  let due = false
  const changed = () => {
    if (!open || due) return
    due = true
    clearTimeout(timer)
    // Never at once: the caller is an editor in the middle of an update.
    timer = setTimeout(
      () => {
        due = false
        announce(false)
      },
      Math.max(0, sentAt + SEND_MS - performance.now()),
    )
  }

  const accept = ({ client, clock: theirs, state }: Entry) => {
    if (client === o.clientId()) {
      // The server dropped ours while we are here (a half-open socket it gave up): come back above its clock.
      if (state === null && theirs >= clock) {
        clock = theirs
        announce(true)
      }
      return
    }
    const held = known.get(client)
    const last = clocks.get(client) ?? 0
    const newer = theirs > last || (theirs === last && held !== undefined && (state === null || held.stale))
    if (!newer) return
    if (state === null) {
      clocks.set(client, theirs)
      known.delete(client)
      return
    }
    const peer = decodePeer(client, state)
    if (peer === null || (!held && known.size >= ENTRIES_MAX)) return
    clocks.set(client, theirs)
    known.set(client, peer)
  }

  const mark = (stale: boolean) => {
    for (const [client, peer] of known) known.set(client, { ...peer, stale })
    if (known.size > 0) show()
  }

  return {
    peers,
    get clock() {
      return clock
    },
    countFrom(shown) {
      clock = Math.max(clock, shown)
    },
    publish(next) {
      read = next
      changed()
    },
    receive(states) {
      const entries = decodeEntries(states)
      for (const entry of entries) accept(entry)
      if (entries.length > 0) show()
    },
    opened() {
      open = true
      due = false
      mark(true)
      announce(true)
    },
    settled() {
      for (const [client, peer] of known) if (peer.stale) known.delete(client)
      // Clocks of clients that are gone for good would only grow.
      for (const client of clocks.keys()) if (!known.has(client)) clocks.delete(client)
      show()
    },
    lost() {
      open = false
      due = false
      clearTimeout(timer)
      mark(true)
    },
    participants(list) {
      const gone = new Set(list.filter((participant) => !participant.online).map((participant) => participant.id))
      for (const [client, peer] of known) if (gone.has(peer.participant)) known.delete(client)
      show()
    },
    close() {
      open = false
      clearTimeout(timer)
    },
  }
}

interface Entry {
  readonly client: number
  readonly clock: number
  /** `null`: gone. */
  readonly state: Readonly<Record<string, unknown>> | null
}

function encodeOwn(client: number, clock: number, json: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, json)
  })
}

/** The entries up to the first that cannot be read; one with a bad state is left out. */
export function decodeEntries(states: Uint8Array): readonly Entry[] {
  const entries: Entry[] = []
  try {
    const decoder = decoding.createDecoder(states)
    const count = Math.min(decoding.readVarUint(decoder), ENTRIES_MAX)
    for (let n = 0; n < count; n++) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const json = decoding.readVarString(decoder)
      if (!isCount(clock) || json.length > STATE_UNITS_MAX) continue
      const state = parse(json)
      if (state !== undefined) entries.push({ client, clock, state })
    }
  } catch {
    // lib0 throws at the end of a truncated message; the entries before it are whole.
  }
  return entries
}

function parse(json: string): Entry['state'] | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return value === null ? null : (fields(value) ?? undefined)
  } catch {
    return undefined
  }
}

/** `null`: the server did not say who it is, so it is nobody. */
export function decodePeer(client: number, state: Readonly<Record<string, unknown>>): Peer | null {
  const user = fields(state.user)
  if (!user || !isText(user.id, 100) || !isText(user.name, 200)) return null
  return {
    client,
    participant: user.id,
    name: user.name,
    role: roleOf(user.role),
    colour: colourOf(user.colour),
    cursor: decodeCursor(state.cursor),
    file: isText(state.file, 200) ? state.file : null,
    stale: false,
  }
}

function decodeCursor(value: unknown): CursorState | null {
  const cursor = fields(value)
  if (!cursor) return null
  const anchor = decodePosition(cursor.anchor)
  const head = decodePosition(cursor.head)
  return anchor && head && { anchor, head }
}

/** Root texts only: the shared document has no nested ones. */
export function decodePosition(value: unknown): RelativePosition | null {
  const p = fields(value)
  if (!p || !isText(p.tname, 200)) return null
  const assoc = p.assoc ?? 0
  if (typeof assoc !== 'number' || !Number.isSafeInteger(assoc)) return null
  if (p.item === null || p.item === undefined) return { tname: p.tname, item: null, assoc: Math.sign(assoc) }
  const item = fields(p.item)
  if (!item || !isCount(item.client) || !isCount(item.clock)) return null
  return { tname: p.tname, item: { client: item.client, clock: item.clock }, assoc: Math.sign(assoc) }
}
