// What this browser keeps of rooms, so that opening an address again resumes the same participant: the token, and the
// secret and links it came with. One entry per link that was used here: a host may look at the candidate's link, too.
// Beside it what the front page lists: what the room was called, and when one was there.
import type { Links, Role } from '../api/client'
import { forget, keep, kept, keysOf } from '../ui/kept'

export interface KeptParticipant {
  token: string
  /** Secret of the link that was used to join. */
  secret: string
  id: string
  name: string
  role: Role
  colour: number | null
  links: Links
}

export interface Visit {
  title: string
  /** When this browser was last in the room. */
  at: number
  /** The invitation was closed, and does not open by itself again. */
  invited: boolean
}

export interface KeptRoom {
  id: string
  /** Of those kept here the one with the most rights. */
  participant: KeptParticipant
  visit: Visit | null
}

const SESSION = 'hotseat.session.'
const sessionKey = (session: string) => SESSION + session
const visitKey = (session: string) => `hotseat.visit.${session}`
const fileKey = (session: string) => `hotseat.file.${session}`
const power: Record<Role, number> = { host: 2, candidate: 1, observer: 0 }

/** Whether one role may more than another. */
export const outranks = (role: Role, other: Role): boolean => power[role] > power[other]

/** The participant of that link; without a secret the one with the most rights. */
export function keptParticipant(session: string, secret: string | null): KeptParticipant | null {
  const all = read(session)
  if (secret !== null) return all.find((entry) => entry.secret === secret) ?? null
  return [...all].sort((a, b) => power[b.role] - power[a.role])[0] ?? null
}

/** Nobody else has taken a seat in that room from this browser. */
export function isOnlyKept(session: string, participant: string): boolean {
  return read(session).every((entry) => entry.id === participant)
}

export function keepParticipant(session: string, participant: KeptParticipant): void {
  const others = read(session).filter((entry) => entry.secret !== participant.secret)
  keep(sessionKey(session), JSON.stringify([...others, participant]))
}

/** The token is worthless now; the link may still work. */
export function forgetParticipant(session: string, token: string): void {
  const rest = read(session).filter((entry) => entry.token !== token)
  if (rest.length > 0) keep(sessionKey(session), JSON.stringify(rest))
  else forget(sessionKey(session))
}

export function forgetSession(session: string): void {
  forget(sessionKey(session))
  forget(fileKey(session))
  forget(visitKey(session))
}

export function keptVisit(session: string): Visit | null {
  const visit = parsed(visitKey(session)) as Partial<Record<keyof Visit, unknown>> | null
  if (typeof visit?.title !== 'string' || typeof visit.at !== 'number') return null
  return { title: visit.title, at: visit.at, invited: visit.invited === true }
}

export function keepVisit(session: string, change: Partial<Visit>): void {
  const before = keptVisit(session) ?? { title: '', at: Date.now(), invited: false }
  keep(visitKey(session), JSON.stringify({ ...before, ...change }))
}

/** The rooms of this browser, the latest first. */
export function keptRooms(): KeptRoom[] {
  const rooms = keysOf(SESSION).flatMap((key) => {
    const id = key.slice(SESSION.length)
    const participant = keptParticipant(id, null)
    return participant ? [{ id, participant, visit: keptVisit(id) }] : []
  })
  return rooms.sort((a, b) => (b.visit?.at ?? 0) - (a.visit?.at ?? 0))
}

export const keptFile = (session: string): string | null => kept(fileKey(session))
export const keepFile = (session: string, file: string): void => void keep(fileKey(session), file)

function read(session: string): KeptParticipant[] {
  const value = parsed(sessionKey(session))
  return Array.isArray(value) ? value.filter(isKept) : []
}

/** Null for what is not ours, or cut: the same as never kept. */
function parsed(key: string): unknown {
  try {
    return JSON.parse(kept(key) ?? 'null')
  } catch {
    return null
  }
}

function isKept(value: unknown): value is KeptParticipant {
  if (typeof value !== 'object' || value === null) return false
  const entry = value as Record<string, unknown>
  const texts = [entry.token, entry.secret, entry.id, entry.name]
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof entry.role === 'string' &&
    entry.role in power &&
    (entry.colour === null || typeof entry.colour === 'number') &&
    typeof entry.links === 'object' &&
    entry.links !== null
  )
}
