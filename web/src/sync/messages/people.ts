/** Who is in the room, as the server tells it. What somebody may do is in `permissions` of WELCOME, never in the role. */
import { fields, isCount, isText } from './fields'

/** A word to show. */
export type Role = 'host' | 'candidate' | 'observer'

export interface Participant {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Palette index 1 to 8; who only watches has none. */
  readonly colour: number | null
  readonly online: boolean
  /** Here, but the server has heard nothing of them for a while. */
  readonly silent?: true
}

export interface PeopleMessage {
  readonly type: 'PARTICIPANTS'
  readonly participants: readonly Participant[]
}

/** More people than are in a room at once (250); of a longer list those who are here come first. */
const PARTICIPANTS_MAX = 1_000
const NAME_UNITS_MAX = 200
const ID_UNITS_MAX = 100

export function decodePeople(value: unknown): readonly Participant[] | null {
  if (!Array.isArray(value)) return null
  const list = value.map(decodeParticipant).filter((participant) => participant !== null)
  if (list.length <= PARTICIPANTS_MAX) return list
  const here = list.filter(({ online }) => online)
  const gone = list.filter(({ online }) => !online)
  return [...here, ...gone].slice(0, PARTICIPANTS_MAX)
}

/** `null`: nobody that could be named. A role or colour of a newer server loses nobody: see `roleOf`, `colourOf`. */
export function decodeParticipant(value: unknown): Participant | null {
  const p = fields(value)
  return p && isText(p.id, ID_UNITS_MAX) && isText(p.name, NAME_UNITS_MAX)
    ? {
        id: p.id,
        name: p.name,
        role: roleOf(p.role),
        colour: colourOf(p.colour),
        online: p.online === true,
        ...(p.silent === true && { silent: true }),
      }
    : null
}

/** A role this page has no word for is shown as the one that promises least. */
export function roleOf(value: unknown): Role {
  return value === 'host' || value === 'candidate' ? value : 'observer'
}

/** A colour this page does not have is none. */
export function colourOf(value: unknown): number | null {
  return isCount(value) && value >= 1 && value <= 8 ? value : null
}
