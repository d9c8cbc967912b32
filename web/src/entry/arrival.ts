// The way into a room: from the address to a participant. Lives outside React; the page shows its state.
//
//   card ─▶ (join) ─▶ in          a kept participant, and a watch link (`looking`), skip the card
//     └─▶ door                    nothing to enter: why, and the way on
//
// The card asks nobody before it is there, and can be answered at once: what the server says of the room is put on it when
// it comes. Whoever is in the room already stays who they are, with the most rights that this browser keeps. A link that
// gives less is an offer then: it makes a second person only when somebody says so.
import {
  ApiError,
  getCode,
  getSession,
  type Joined,
  joinSession,
  type Role,
  type SessionDetails,
  UnreachableError,
} from '../api/client'
import { createStore, type Store } from '../sync/store'
import { settings } from '../ui/settings'
import { words } from '../ui/words'
import type { Address } from './address'
import { forgetParticipant, type KeptParticipant, keepParticipant, keepVisit, keptParticipant } from './kept'
import { type OtherLink, sits, type Way, wayIn } from './way'

export type DoorReason = 'nowhere' | 'notFound' | 'noKey' | 'cutKey' | 'ended' | 'removed' | 'refused' | 'unreachable'

export type Arrival =
  | { readonly kind: 'looking' }
  | Card
  | { readonly kind: 'in'; readonly participant: KeptParticipant; readonly other: OtherLink | null }
  | { readonly kind: 'door'; readonly reason: DoorReason; readonly detail: string }

export interface Card {
  readonly kind: 'card'
  readonly secret: string
  /** What the link says of itself, until `details` say what it is. */
  readonly role: Role
  /** Null until the server has answered. */
  readonly details: SessionDetails | null
  readonly code: string
  readonly problem: JoinProblem | null
  readonly joining: boolean
}

export interface JoinProblem {
  field: 'name' | null
  text: string
}

/** What the connection says when the server ends it for good (docs/API_WEBSOCKETS.md, close codes). */
const closings: Record<number, DoorReason> = { 4401: 'notFound', 4404: 'notFound', 4410: 'ended', 4430: 'removed' }
export const closingReason = (code: number): DoorReason => closings[code] ?? 'refused'
/** The token is unknown: expired, or its session is gone. The link may still open the room. */
const TOKEN_CODES: ReadonlySet<number> = new Set([4401, 4404])

export interface ArrivalPort extends Store<Arrival> {
  start(): Promise<void>
  /** `watch`: without a seat, where all are taken. */
  join(name: string, watch?: boolean): Promise<void>
  /** Comes in by the other link after all, as somebody else. */
  takeOther(): Promise<void>
  /** The server closed the room's connection for good. */
  closed(participant: KeptParticipant, code: number, reason: string): Promise<void>
}

const cardOf = (secret: string, role: Role): Card => ({
  kind: 'card',
  secret,
  role,
  details: null,
  code: '',
  problem: null,
  joining: false,
})

/** The card before anything is known, the same for everybody: the build draws it into the page. */
export const anyCard: Arrival = cardOf('', 'candidate')

/** What is seen of a way before the server has answered. */
function firstOf(way: Way): Arrival {
  switch (way.kind) {
    case 'door':
      return { ...way, detail: '' }
    case 'in':
      return way
    case 'knock':
      return sits[way.role] ? cardOf(way.secret, way.role) : { kind: 'looking' }
  }
}

export function createArrival(id: string | null, address: Address): ArrivalPort {
  const first = wayIn(id, address.read())
  const state = createStore<Arrival>(firstOf(first))
  if (first.kind === 'in') address.settle(first.participant)
  const door = (reason: DoorReason, detail = '') => state.set({ kind: 'door', reason, detail })
  /** Nothing when the card is gone. */
  const card = (change: Partial<Card>) => {
    const now = state.get()
    if (now.kind === 'card') state.set({ ...now, ...change })
  }

  const resume = (participant: KeptParticipant, other: OtherLink | null = null) => {
    address.settle(participant)
    state.set({ kind: 'in', participant, other })
  }

  const enter = (id: string, secret: string, { token, participant, links, session }: Joined) => {
    const { name, role, colour } = participant
    const entry: KeptParticipant = { token, secret, id: participant.id, name, role, colour, links }
    keepParticipant(id, entry)
    keepVisit(id, { title: session.title, at: Date.now() })
    resume(entry)
  }

  /** Asks the server what stands on the card, and who may not have one. */
  const knock = async (session: string, secret: string) => {
    try {
      const details = await getSession(session, secret)
      const now = state.get()
      if (now.kind === 'card' && (now.joining || sits[details.role])) state.set({ ...now, details })
      else if (now.kind === 'looking' && sits[details.role]) state.set({ ...cardOf(secret, details.role), details })
      else if (now.kind !== 'in') enter(session, secret, await joinSession(session, secret, defaultName()))
    } catch (error) {
      const now = state.get()
      // Whoever has pressed Join hears of it by the answer to that.
      if (now.kind === 'in' || (now.kind === 'card' && now.joining)) return
      if (error instanceof ApiError) door(error.status === 404 ? 'notFound' : 'refused', error.message)
      else if (error instanceof UnreachableError) door('unreachable')
      else throw error
    }
  }

  /** The text behind the card: only a picture, which may be missing. */
  const look = async (session: string, secret: string) => {
    if (state.get().kind !== 'card') return
    const code = await getCode(session, secret).catch(() => null)
    if (code) card({ code: code.code })
  }

  const arrive = async (session: string, secret: string, role: Role) => {
    // A card that is there may have been answered already, before the script of the page came.
    if (state.get().kind !== 'card') state.set(firstOf({ kind: 'knock', secret, role }))
    await Promise.all([knock(session, secret), look(session, secret)])
  }

  return {
    get: state.get,
    subscribe: state.subscribe,

    async start() {
      if (state.get().kind === 'in') return
      const way = wayIn(id, address.read())
      if (id !== null && way.kind === 'knock') await arrive(id, way.secret, way.role)
      else if (way.kind === 'in') resume(way.participant, way.other)
      else state.set(firstOf(way))
    },

    async join(name, watch = false) {
      const now = state.get()
      if (id === null || now.kind !== 'card' || now.joining) return
      const { secret } = now
      card({ joining: true, problem: null })
      const chosen = name.trim() || defaultName()
      try {
        const joined = await joinSession(id, secret, chosen, watch)
        settings.name.set(chosen)
        enter(id, secret, joined)
      } catch (error) {
        const refused = error instanceof ApiError
        if (!refused && !(error instanceof UnreachableError)) throw error
        if (refused && error.status === 404) return door('notFound')
        const problem: JoinProblem = {
          field: refused && error.problem.field === 'name' ? 'name' : null,
          text: refused ? error.atField : '',
        }
        // The last seat went while the card was being read, or before it could be: it says so then.
        const full = refused && error.status === 409
        const details = full ? await getSession(id, secret).catch(() => null) : null
        card({ joining: false, problem, ...(details && { details }) })
      }
    },

    async takeOther() {
      const now = state.get()
      if (id === null || now.kind !== 'in' || now.other === null) return
      const { secret, role } = now.other
      const kept = keptParticipant(id, secret)
      if (kept) return resume(kept)
      await arrive(id, secret, role)
    },

    async closed(participant, code, reason) {
      if (id === null) return
      if (!TOKEN_CODES.has(code)) return door(closingReason(code), reason)
      forgetParticipant(id, participant.token)
      await arrive(id, participant.secret, participant.role)
    },
  }
}

/** "Guest Otter": easier to say aloud than a number. */
export function defaultName(): string {
  return (
    settings.name.get() ??
    words.guest(words.animals[Math.floor(Math.random() * words.animals.length)] ?? words.animals[0])
  )
}
