/** One line of a run: what it printed on its two streams, or what it was given. */
export interface Line {
  readonly kind: 'out' | 'err' | 'in'
  readonly text: string
}

/** Lines and UTF-16 units kept per run; the oldest go first, so that the error at the end stays. */
export const LINES_MAX = 5_000
export const UNITS_MAX = 1 << 20
/** A longer line is broken: one text node of a megabyte takes a browser longer to lay out than 256 short ones. */
export const LINE_UNITS_MAX = 4_096

/**
 * Output as it comes, in pieces that end anywhere, as lines. `\r` alone starts the line again, as in a terminal, which is
 * what progress bars do.
 */
export class Lines {
  #lines: Line[] = []
  #units = 0
  #dropped = 0
  /** The last line has not ended: more of the same kind continues it. */
  #open = false
  /** A `\r` at the end of a piece: a line end if `\n` follows, else the start of the line again. */
  #carriage = false
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
    const whole = this.#carriage ? `\r${text}` : text
    this.#carriage = whole.endsWith('\r')
    const pieces = (this.#carriage ? whole.slice(0, -1) : whole).split(/\r?\n/)
    pieces.forEach((piece, i) => {
      const ended = i < pieces.length - 1
      if (piece !== '' || ended) this.#write(kind, piece)
      if (ended) this.#open = false
    })
    this.#bound()
  }

  input(text: string): void {
    this.#open = false
    this.#add({ kind: 'in', text: text.slice(0, LINE_UNITS_MAX) })
    this.#bound()
  }

  #write(kind: 'out' | 'err', piece: string): void {
    const last = this.#lines.at(-1)
    let text = piece
    if (this.#open && last?.kind === kind) {
      this.#lines.pop()
      this.#units -= last.text.length
      text = last.text + piece
    }
    text = text.slice(text.lastIndexOf('\r') + 1)
    do {
      this.#add({ kind, text: text.slice(0, LINE_UNITS_MAX) })
      text = text.slice(LINE_UNITS_MAX)
    } while (text !== '')
    this.#open = true
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
