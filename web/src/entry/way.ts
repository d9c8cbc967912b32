// Where an address leads as far as this browser can tell by itself: the page asks it before the server is asked, and
// `app/boot.ts` before anything is drawn.
import type { Role } from '../api/client'
import type { Arrived } from './address'
import { type KeptParticipant, keptParticipant, outranks } from './kept'

export type Way =
  | { readonly kind: 'door'; readonly reason: 'nowhere' | 'noKey' | 'cutKey' }
  | { readonly kind: 'in'; readonly participant: KeptParticipant; readonly other: OtherLink | null }
  /** By a link that is new here. `role`: what it says of itself; the server decides. */
  | { readonly kind: 'knock'; readonly secret: string; readonly role: Role }

/** The link that was opened, where it gives less than this browser has in the room already. */
export interface OtherLink {
  readonly secret: string
  readonly role: Role
}

/** Who only watches takes no seat, so there is no card to fill in. */
export const sits: Readonly<Record<Role, boolean>> = { host: true, candidate: true, observer: false }

export function wayIn(id: string | null, arrived: Arrived): Way {
  if (id === null) return { kind: 'door', reason: 'nowhere' }
  const strongest = keptParticipant(id, null)
  if (arrived.kind === 'bare' || arrived.kind === 'cut') {
    if (strongest) return { kind: 'in', participant: strongest, other: null }
    return { kind: 'door', reason: arrived.kind === 'cut' ? 'cutKey' : 'noKey' }
  }
  const { secret } = arrived
  if (arrived.kind === 'link' && strongest && outranks(strongest.role, arrived.role))
    return { kind: 'in', participant: strongest, other: { secret, role: arrived.role } }
  const kept = keptParticipant(id, secret)
  if (kept) return { kind: 'in', participant: kept, other: null }
  return { kind: 'knock', secret, role: arrived.kind === 'link' ? arrived.role : 'candidate' }
}
