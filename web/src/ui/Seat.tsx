import './seat.css'

export interface Sitter {
  name: string
  role: 'host' | 'candidate' | 'observer'
  /** 1 to 8; null for observers, who take no seat. */
  colour: number | null
}

const leads: Record<Sitter['role'], boolean> = { host: true, candidate: false, observer: false }
const SIZES = { small: 'seat--sm', large: 'seat--lg' }
const flag = (is: boolean) => (is ? '' : undefined)

interface SeatProps {
  person: Sitter
  size?: 'small' | 'large'
  me?: boolean
  gone?: boolean
  typing?: boolean
  /** A seat is a button where a click leads somewhere. */
  onPick?: () => void
}

/** A person as a square: colour and initials, the same everywhere. */
export function Seat({ person, size, me = false, gone = false, typing = false, onPick }: SeatProps) {
  const shared = {
    className: ['seat', person.colour !== null && `c${person.colour}`, size && SIZES[size]].filter(Boolean).join(' '),
    title: person.name,
    'data-me': flag(me),
    'data-gone': flag(gone),
    'data-typing': flag(typing),
    'data-watching': flag(person.colour === null),
    // Who leads is told by more than colour.
    'data-host': flag(leads[person.role]),
  }
  if (!onPick)
    return (
      <span {...shared} aria-hidden="true">
        {initials(person.name)}
      </span>
    )
  return (
    <button type="button" {...shared} aria-label={person.name} onClick={onPick}>
      {initials(person.name)}
    </button>
  )
}

/**
 * Two letters: of the first and the last word, or the first two of a single one. What does not begin like a word, such
 * as the "(2)" of a second Kim, is none; a name without words is its first sign.
 */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const first = words[0] ?? /[\p{L}\p{N}].*/u.exec(name)?.[0]
  if (first === undefined) return letters(name.trim(), 1)
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return last ? letters(first, 1) + letters(last, 1) : letters(first, 2)
}

/** As people count them: with their accents, and an emoji as one. Firefox before 125 cannot tell; then by code points. */
const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null
const signs = (word: string) =>
  segmenter ? Array.from(segmenter.segment(word), ({ segment }) => segment) : Array.from(word)
const letters = (word: string, count: number) => signs(word).slice(0, count).join('')
