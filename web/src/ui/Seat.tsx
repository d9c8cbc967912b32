export interface Sitter {
  name: string
  role: 'host' | 'candidate' | 'observer'
  /** 1 to 8; null for observers, who take no seat. */
  colour: number | null
}

/** Who leads is told by more than colour. */
const edges: Record<Sitter['role'], string> = { host: 'seat-host', candidate: '', observer: '' }

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
  const className = [
    'seat',
    person.colour === null ? 'seat--quiet seat--watching' : `c${person.colour}`,
    size === 'small' && 'seat--sm',
    size === 'large' && 'seat--lg',
    me && 'seat--me',
    gone && 'seat--gone',
    edges[person.role],
  ]
    .filter(Boolean)
    .join(' ')
  const shared = { className, title: person.name, 'data-typing': typing ? '' : undefined }
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

/** As people count them: with their accents, and an emoji as one. */
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const letters = (word: string, count: number) =>
  Array.from(segmenter.segment(word), ({ segment }) => segment)
    .slice(0, count)
    .join('')
