// The way into a room: from the address to a participant. Lives outside React; the page shows its state.
//
//   looking ─▶ card ─▶ (join) ─▶ in          a kept participant, and a watch link, skip the card
//      └─────▶ door                          nothing to enter: why, and the way on
//
// Whoever is in the room already stays who they are, with the most rights that this browser keeps. A link that gives less
// is an offer then: it makes a second person only when somebody says so.
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
import { forgetParticipant, type KeptParticipant, keepParticipant, keepVisit, keptParticipant, outranks } from './kept'

export type DoorReason = 'nowhere' | 'notFound' | 'noKey' | 'cutKey' | 'ended' | 'removed' | 'refused' | 'unreachable'

export type Arrival =
  | { readonly kind: 'looking' }
  | {
      readonly kind: 'card'
      readonly details: SessionDetails
      readonly secret: string
      readonly code: string
      readonly problem: JoinProblem | null
      readonly joining: boolean
    }
  | { readonly kind: 'in'; readonly participant: KeptParticipant; readonly other: OtherLink | null }
  | { readonly kind: 'door'; readonly reason: DoorReason; readonly detail: string }

/** The link that was opened, where it gives less than this browser has in the room already. */
export interface OtherLink {
  readonly secret: string
  readonly role: Role
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

/** Who only watches takes no seat, so there is no card to fill in. */
const sits: Record<Role, boolean> = { host: true, candidate: true, observer: false }

export function createArrival(id: string | null, address: Address): ArrivalPort {
  const state = createStore<Arrival>({ kind: 'looking' })
  const door = (reason: DoorReason, detail = '') => state.set({ kind: 'door', reason, detail })

  const enter = (id: string, secret: string, { token, participant, links, session }: Joined) => {
    const { name, role, colour } = participant
    const entry: KeptParticipant = { token, secret, id: participant.id, name, role, colour, links }
    keepParticipant(id, entry)
    keepVisit(id, { title: session.title, at: Date.now() })
    resume(entry)
  }

  const resume = (participant: KeptParticipant, other: OtherLink | null = null) => {
    address.settle(participant)
    state.set({ kind: 'in', participant, other })
  }

  const knock = async (session: string, secret: string) => {
    try {
      const details = await getSession(session, secret)
      if (!sits[details.role]) {
        enter(session, secret, await joinSession(session, secret, defaultName()))
        return
      }
      state.set({ kind: 'card', details, secret, code: '', problem: null, joining: false })
      const { code } = await getCode(session, secret)
      const now = state.get()
      if (now.kind === 'card') state.set({ ...now, code })
    } catch (error) {
      const now = state.get()
      if (now.kind === 'card') return // only the picture behind the card is missing
      if (error instanceof ApiError) door(error.status === 404 ? 'notFound' : 'refused', error.message)
      else if (error instanceof UnreachableError) door('unreachable')
      else throw error
    }
  }

  return {
    get: state.get,
    subscribe: state.subscribe,

    async start() {
      if (id === null) return door('nowhere')
      state.set({ kind: 'looking' })
      const arrived = address.read()
      const strongest = keptParticipant(id, null)
      if (arrived.kind === 'bare' || arrived.kind === 'cut') {
        if (strongest) resume(strongest)
        else door(arrived.kind === 'cut' ? 'cutKey' : 'noKey')
        return
      }
      const { secret } = arrived
      const kept = keptParticipant(id, secret)
      if (arrived.kind === 'link' && strongest && outranks(strongest.role, arrived.role))
        resume(strongest, { secret, role: arrived.role })
      else if (kept) resume(kept)
      else await knock(id, secret)
    },

    async join(name, watch = false) {
      const card = state.get()
      if (id === null || card.kind !== 'card' || card.joining) return
      state.set({ ...card, joining: true, problem: null })
      const chosen = name.trim() || defaultName()
      try {
        const joined = await joinSession(id, card.secret, chosen, watch)
        settings.name.set(chosen)
        enter(id, card.secret, joined)
      } catch (error) {
        const refused = error instanceof ApiError
        if (!refused && !(error instanceof UnreachableError)) throw error
        if (refused && error.status === 404) return door('notFound')
        const problem: JoinProblem = {
          field: refused && error.problem.field === 'name' ? 'name' : null,
          text: refused ? error.atField : '',
        }
        // The last seat went while the card was being read: it says so then.
        const full = refused && error.status === 409
        const details = full ? await getSession(id, card.secret).catch(() => card.details) : card.details
        state.set({ ...card, details, joining: false, problem })
      }
    },

    async takeOther() {
      const now = state.get()
      if (id === null || now.kind !== 'in' || now.other === null) return
      const { secret } = now.other
      const kept = keptParticipant(id, secret)
      if (kept) return resume(kept)
      state.set({ kind: 'looking' })
      await knock(id, secret)
    },

    async closed(participant, code, reason) {
      if (id === null) return
      if (!TOKEN_CODES.has(code)) return door(closingReason(code), reason)
      forgetParticipant(id, participant.token)
      state.set({ kind: 'looking' })
      await knock(id, participant.secret)
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
