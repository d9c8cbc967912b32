/** What a run printed and was given, as lines, bounded. The lines do not depend on how the text was cut on its way here. */
import { cut } from './text'

/** One line of a run: what it printed on one of its streams, or what it was given. */
export interface Line {
  readonly kind: 'out' | 'err' | 'in'
  readonly text: string
  /** What it was given on this line: its text is the question. */
  readonly answer?: string
  /** UTF-16 units at its end that are not kept. */
  readonly more?: number
}

/** Lines and UTF-16 units kept per run; the oldest go first, so that the error at the end stays. */
export const LINES_MAX = 5_000
export const UNITS_MAX = 1 << 20
/** Of one line. Nobody reads more, and a text node of a megabyte takes a browser seconds to lay out. */
export const LINE_UNITS_MAX = 10_000
/** Colours that a line leaves switched on; a program that only switches on is forgotten in time. */
const COLOUR_UNITS_MAX = 200

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with one
const COLOUR = /\x1b\[([\d;:]*)m/g

/**
 * Output as it comes, in pieces that end anywhere, as lines. `\r` alone starts the line again, as in a terminal, which is
 * what progress bars do. Colours that are on at the end of a line are on in the next one of that stream.
 */
export class Lines {
  #lines: Line[] = []
  #units = 0
  #dropped = 0
  /** The last line has not ended: more of the same kind continues it. */
  #open = false
  /** A `\r` at the end of a piece: a line end if `\n` follows, else the start of the line again. */
  readonly #carriage = { out: false, err: false }
  readonly #colours = { out: '', err: '' }
  #snapshot: readonly Line[] = []
  #changed = false

  get units(): number {
    return this.#units
  }

  /** Lines that are no longer kept. */
  get dropped(): number {
    return this.#dropped
  }

  /** The same array until something was added. */
  list(): readonly Line[] {
    if (this.#changed) this.#snapshot = this.#lines.slice()
    this.#changed = false
    return this.#snapshot
  }

  print(kind: 'out' | 'err', text: string): void {
    const whole = this.#carriage[kind] ? `\r${text}` : text
    this.#carriage[kind] = whole.endsWith('\r')
    const pieces = (this.#carriage[kind] ? whole.slice(0, -1) : whole).split(/\r?\n/)
    pieces.forEach((piece, i) => {
      const ended = i < pieces.length - 1
      if (piece !== '' || ended) this.#write(kind, piece)
      if (ended) this.#open = false
    })
    this.#bound()
  }

  /** Beside its question, where one stands open. */
  input(text: string): void {
    const last = this.#lines.at(-1)
    const answer = cut(text, LINE_UNITS_MAX)
    if (this.#open && last?.kind === 'out') this.#replaceLast({ ...last, answer })
    else this.#add({ kind: 'in', text: answer })
    this.#open = false
    this.#bound()
  }

  #write(kind: 'out' | 'err', piece: string): void {
    const last = this.#lines.at(-1)
    const again = piece.lastIndexOf('\r')
    const goesOn = this.#open && last?.kind === kind
    this.#keepColours(kind, piece.slice(0, again + 1))
    const begun = goesOn && again < 0 ? last : { kind, text: this.#colours[kind] }
    const line = this.#longer(begun, piece.slice(again + 1))
    if (goesOn) this.#replaceLast(line)
    else this.#add(line)
    this.#keepColours(kind, piece.slice(again + 1))
    this.#open = true
  }

  #longer({ kind, text, more = 0 }: Line, piece: string): Line {
    if (more > 0) return { kind, text, more: more + piece.length }
    const kept = cut(text + piece, LINE_UNITS_MAX)
    const rest = text.length + piece.length - kept.length
    return rest === 0 ? { kind, text: kept } : { kind, text: kept, more: rest }
  }

  #keepColours(kind: 'out' | 'err', piece: string): void {
    if (!piece.includes('\x1b')) return
    for (const [command, codes = ''] of piece.matchAll(COLOUR)) {
      const on = /^0*$/.test(codes) ? '' : this.#colours[kind] + command
      this.#colours[kind] = on.length <= COLOUR_UNITS_MAX ? on : ''
    }
  }

  #replaceLast(line: Line): void {
    this.#units -= this.#lines.pop()?.text.length ?? 0
    this.#add(line)
  }

  #add(line: Line): void {
    this.#lines.push(line)
    this.#units += line.text.length
    this.#changed = true
  }

  #bound(): void {
    let drop = Math.max(0, this.#lines.length - LINES_MAX)
    let units = this.#units
    for (let i = 0; i < this.#lines.length; i++) {
      if (i >= drop && units <= UNITS_MAX) break
      units -= this.#lines[i]?.text.length ?? 0
      drop = Math.max(drop, i + 1)
    }
    if (drop === 0) return
    this.#lines.splice(0, drop)
    this.#units = units
    this.#dropped += drop
  }
}
