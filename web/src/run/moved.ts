/**
 * Where a line of a program is now. A run speaks of the text that it was given; people go on typing. Lines count from 1.
 * What two texts have in common at their start and at their end is the same; in between a line is known by its words.
 */

/** Null when the line is no longer there as it was, or when it cannot be told which of several equal ones it is. */
export function lineNow(ran: string, now: string, line: number): number | null {
  return new Moved(ran, now).lineNow(line)
}

/** The same for whoever wants to be led there: beside what was changed, if the line itself was. */
export function nearLine(ran: string, now: string, line: number): number {
  const moved = new Moved(ran, now)
  for (let above = 0; above < line; above++) {
    const found = moved.lineNow(line - above) ?? (above === 0 ? moved.equalTo(line) : null)
    if (found !== null) return found + above
  }
  return line
}

class Moved {
  readonly #ran: readonly string[]
  readonly #now: readonly string[]
  readonly #start: number
  readonly #end: number

  constructor(ran: string, now: string) {
    this.#ran = ran.split('\n')
    this.#now = now.split('\n')
    this.#start = common(this.#ran, this.#now)
    const rest = (lines: readonly string[]) => lines.slice(this.#start).reverse()
    this.#end = ran === now ? 0 : common(rest(this.#ran), rest(this.#now))
  }

  lineNow(line: number): number | null {
    const at = line - 1
    const text = this.#ran[at]
    if (text === undefined) return null
    if (at < this.#start) return line
    if (at >= this.#ran.length - this.#end) return line + this.#now.length - this.#ran.length
    // Equal lines keep their order; when there are more or fewer of them than there were, any of them may be the one.
    const before = this.#equal(this.#ran, text)
    const after = this.#equal(this.#now, text)
    const found = before.length === after.length ? after[before.indexOf(at)] : undefined
    return found === undefined ? null : found + 1
  }

  /** Of several equal lines one is as good as another to be led to, and better than the line beside them. */
  equalTo(line: number): number | null {
    const at = line - 1
    const text = this.#ran[at] ?? ''
    const after = this.#equal(this.#now, text)
    const found = after[Math.min(this.#equal(this.#ran, text).indexOf(at), after.length - 1)]
    return found === undefined ? null : found + 1
  }

  #equal(lines: readonly string[], text: string): number[] {
    const found: number[] = []
    for (let at = this.#start; at < lines.length - this.#end; at++) if (lines[at] === text) found.push(at)
    return found
  }
}

function common(a: readonly string[], b: readonly string[]): number {
  let count = 0
  while (count < a.length && count < b.length && a[count] === b[count]) count++
  return count
}
