// Room links: `{origin}/s/{id}#{h|c|o}.{secret}`. The letter is a hint for the page; the server decides the role.
import type { Role } from './client'

export interface RoomLink {
  origin: string
  id: string
  secret: string
  role: Role
}

/**
 * What a pasted text holds. `half`: a room's address whose key got lost; `cut`: one whose key is too short; `code`: words
 * that look like a spoken code.
 */
export type Pasted =
  | { kind: 'link'; link: RoomLink; elsewhere: boolean }
  | { kind: 'half' }
  | { kind: 'cut' }
  | { kind: 'code' }
  | { kind: 'nothing' }

const roles: Record<string, Role> = { h: 'host', c: 'candidate', o: 'observer' }
const ID = '[A-Za-z0-9_-]{14}'
const SECRET = '[A-Za-z0-9_-]{22}'
/** No longer than a name may be: unbounded, it would be looked for anew from each letter of a long word to its end. */
const HOST = String.raw`[\w.-]{1,253}`
const ADDRESS = String.raw`(?:(https?):\/\/)?(${HOST}(?::\d+)?|\[[\da-f:]+\](?::\d+)?)?\/s\/(${ID})`
const WHOLE = new RegExp(String.raw`${ADDRESS}#([hco])\.(${SECRET})`, 'i')
const CUT = new RegExp(`${ADDRESS}#[hco]\\.`, 'i')
const HALF = new RegExp(ADDRESS, 'i')
const FRAGMENT = new RegExp(`^#?([hco])\\.(${SECRET})$`)

/** Finds the first room link in a link, a chat message or a whole mail. `here` is this page's origin. */
export function findLink(text: string, here: string): Pasted {
  const whole = WHOLE.exec(text)
  if (whole) {
    const [, scheme, host, id = '', letter = '', secret = ''] = whole
    const origin = host ? `${(scheme ?? new URL(here).protocol.slice(0, -1)).toLowerCase()}://${host}` : here
    return { kind: 'link', link: { origin, id, secret, role: roleOf(letter) }, elsewhere: origin !== here }
  }
  if (CUT.test(text)) return { kind: 'cut' }
  if (HALF.test(text)) return { kind: 'half' }
  return /^[a-z]+[- ][a-z]+[- ]\d{3,4}$/i.test(text.trim()) ? { kind: 'code' } : { kind: 'nothing' }
}

export function hrefOf({ origin, id, secret, role }: RoomLink): string {
  return `${origin}/s/${id}#${role[0]}.${secret}`
}

/** The parts of a link by which two of them differ, for a narrow place: `…/s/y7Xy#c.WDhz…`. */
export function shortOf(href: string): string {
  return href.replace(/^.*(\/s\/.{4})[^#]*(#[hco]\..{4}).*$/, '…$1$2…')
}

/** The secret and its hint in a fragment such as `#c.kP0…`. */
export function parseFragment(fragment: string): { secret: string; role: Role } | null {
  const [, letter, secret] = FRAGMENT.exec(fragment) ?? []
  return letter && secret ? { secret, role: roleOf(letter) } : null
}

/** The session id in a path such as `/s/Zx3…`. */
export function parsePath(path: string): string | null {
  return new RegExp(`^/s/(${ID})/?$`).exec(path)?.[1] ?? null
}

const roleOf = (letter: string): Role => roles[letter.toLowerCase()] ?? 'observer'
