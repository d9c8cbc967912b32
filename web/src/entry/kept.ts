// What this browser keeps of a room so that opening its address again resumes the same participant: the token, and the
// secret and links it came with. One entry per link that was used here: a host may look at the candidate's link, too.
import type { Links, Role } from '../api/client'
import { forget, keep, kept } from '../ui/kept'

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

const NAME = 'hotseat.name'
const sessionKey = (session: string) => `hotseat.session.${session}`
const fileKey = (session: string) => `hotseat.file.${session}`
const power: Record<Role, number> = { host: 0, candidate: 1, observer: 2 }

/** The participant of that link; without a secret the one with the most rights. */
export function keptParticipant(session: string, secret: string | null): KeptParticipant | null {
  const all = read(session)
  if (secret !== null) return all.find((entry) => entry.secret === secret) ?? null
  return [...all].sort((a, b) => power[a.role] - power[b.role])[0] ?? null
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
}

export const keptName = (): string | null => kept(NAME)
export const keepName = (name: string): void => void keep(NAME, name)
export const keptFile = (session: string): string | null => kept(fileKey(session))
export const keepFile = (session: string, file: string): void => void keep(fileKey(session), file)

function read(session: string): KeptParticipant[] {
  const text = kept(sessionKey(session))
  if (text === null) return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isKept) : []
  } catch {
    return [] // not ours, or cut: the same as never kept
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
