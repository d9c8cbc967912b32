// What the address bar of a room says, and where a tab keeps the link it came by. The bar holds the link that may be
// passed on: the candidate's for whoever hosts or types, the watch link for who watches. A host's key is taken out before
// the first paint (`app/boot.ts`) and never stands there again; the tab keeps its own in this entry of its history.
import type { Role } from '../api/client'
import { parseFragment } from '../api/link'
import type { KeptParticipant } from './kept'

/** `link`: opened by a link just now. `tab`: this tab was in the room by that secret before. `cut`: a key, and not all of it. */
export type Arrived =
  | { readonly kind: 'link'; readonly secret: string; readonly role: Role }
  | { readonly kind: 'tab'; readonly secret: string }
  | { readonly kind: 'cut' }
  | { readonly kind: 'bare' }

export interface Address {
  read(): Arrived
  /** This tab is in the room as that participant. */
  settle(participant: KeptParticipant): void
}

export const tabAddress: Address = {
  read() {
    const { fragment, secret } = (history.state ?? {}) as Record<string, unknown>
    if (typeof secret === 'string') return { kind: 'tab', secret }
    const key = typeof fragment === 'string' ? fragment : location.hash
    const link = parseFragment(key)
    if (link) return { kind: 'link', ...link }
    return { kind: /^#[hco]\./i.test(key) ? 'cut' : 'bare' }
  },
  settle(participant) {
    history.replaceState({ secret: participant.secret }, '', location.pathname + passedOn(participant))
  },
}

/** The fragment that may be seen by everybody whom this participant may invite. */
export function passedOn({ role, secret, links }: KeptParticipant): string {
  const link = role === 'observer' ? (links.observer ?? links.candidate) : links.candidate
  if (link !== undefined) return new URL(link).hash
  return role === 'host' ? '' : `#${role[0]}.${secret}`
}
