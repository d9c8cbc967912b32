// The way into a room: from the address to a participant. Lives outside React; the page shows its state.
//
//   looking ─▶ card ─▶ (join) ─▶ in          a kept participant, and a watch link, skip the card
//      └─────▶ door                          nothing to enter: why, and the way on
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
import { parseFragment } from '../api/link'
import { createStore, type Store } from '../sync/store'
import { words } from '../ui/words'
import { forgetParticipant, type KeptParticipant, keepName, keepParticipant, keptName, keptParticipant } from './kept'

export type DoorReason = 'notFound' | 'noKey' | 'ended' | 'removed' | 'refused' | 'unreachable'

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
  | { readonly kind: 'in'; readonly participant: KeptParticipant }
  | { readonly kind: 'door'; readonly reason: DoorReason; readonly detail: string }

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
  join(name: string): Promise<void>
  /** The server closed the room's connection for good. */
  closed(participant: KeptParticipant, code: number, reason: string): Promise<void>
}

/** Who only watches takes no seat, so there is no card to fill in. */
const sits: Record<Role, boolean> = { host: true, candidate: true, observer: false }

export function createArrival(id: string | null, address: SecretAddress): ArrivalPort {
  const state = createStore<Arrival>({ kind: 'looking' })
  const door = (reason: DoorReason, detail = '') => state.set({ kind: 'door', reason, detail })

  const enter = (session: string, secret: string, { token, participant, links }: Joined) => {
    const { id, name, role, colour } = participant
    const entry: KeptParticipant = { token, secret, id, name, role, colour, links }
    keepParticipant(session, entry)
    address.settle(secret)
    state.set({ kind: 'in', participant: entry })
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
      if (id === null) return door('notFound')
      state.set({ kind: 'looking' })
      const secret = address.secret()
      const participant = keptParticipant(id, secret)
      if (participant) {
        address.settle(participant.secret)
        state.set({ kind: 'in', participant })
      } else if (secret !== null) await knock(id, secret)
      else door('noKey')
    },

    async join(name) {
      const card = state.get()
      if (id === null || card.kind !== 'card' || card.joining) return
      state.set({ ...card, joining: true, problem: null })
      const chosen = name.trim() || defaultName()
      try {
        const joined = await joinSession(id, card.secret, chosen)
        keepName(chosen)
        enter(id, card.secret, joined)
      } catch (error) {
        const refused = error instanceof ApiError
        if (!refused && !(error instanceof UnreachableError)) throw error
        if (refused && error.status === 404) return door('notFound')
        const problem: JoinProblem = {
          field: refused && error.problem.field === 'name' ? 'name' : null,
          text: refused ? error.message : '',
        }
        state.set({ ...card, joining: false, problem })
      }
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
  return keptName() ?? words.guest(words.animals[Math.floor(Math.random() * words.animals.length)] ?? words.animals[0])
}

/** Where the tab keeps its secret: never in the address bar, but over a reload. */
export interface SecretAddress {
  secret(): string | null
  /** Which link this tab is in the room by. */
  settle(secret: string): void
}

/** The blocking script of the page put the fragment into the state of this entry of the tab's history. */
export const tabAddress: SecretAddress = {
  secret() {
    const { fragment, secret } = (history.state ?? {}) as Record<string, unknown>
    if (typeof fragment === 'string') return parseFragment(fragment)?.secret ?? null
    return typeof secret === 'string' ? secret : null
  },
  settle(secret) {
    history.replaceState({ secret }, '', location.pathname)
  },
}
