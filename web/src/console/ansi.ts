/** A piece of a line with one look. */
export interface Span {
  readonly text: string
  readonly className: string
}

// Terminal commands: CSI ("ESC [ … letter"), strings such as OSC ("ESC ] … BEL"), and two-character ones.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const ESCAPE = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)|[ -/]*[0-~]?)/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g

const STYLES: Readonly<Record<number, string>> = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'under', 9: 'struck' }
const COLOURS = ['grey', 'red', 'lime', 'yellow', 'cyan', 'pink', 'cyan', 'plain']

/**
 * The colours and weights of a line (SGR), as class names; every other command and control character is left out. Output
 * is strangers' text: nothing of it becomes a link, a title or markup.
 */
export function spans(line: string): Span[] {
  const found: Span[] = []
  const look = new Look()
  let at = 0
  const add = (text: string) => {
    const clean = text.replace(CONTROL, '')
    if (clean !== '') found.push({ text: clean, className: look.className() })
  }
  for (const match of line.matchAll(ESCAPE)) {
    add(line.slice(at, match.index))
    at = match.index + match[0].length
    if (match[2] === 'm') look.apply(match[1] ?? '')
  }
  add(line.slice(at))
  return found
}

class Look {
  #styles = new Set<string>()
  #colour = ''

  className(): string {
    const names = this.#colour === '' ? [...this.#styles] : [...this.#styles, this.#colour]
    return names.map((name) => `sgr-${name}`).join(' ')
  }

  apply(parameters: string): void {
    const codes = parameters.split(/[;:]/).map(Number)
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] ?? 0
      if (code === 0) {
        this.#styles.clear()
        this.#colour = ''
      } else if (STYLES[code] !== undefined) this.#styles.add(STYLES[code])
      else if (code === 22) this.#drop('bold', 'dim')
      else if (code === 23) this.#drop('italic')
      else if (code === 24) this.#drop('under')
      else if (code === 29) this.#drop('struck')
      else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) this.#colour = COLOURS[code % 10] ?? ''
      else if (code === 39) this.#colour = ''
      // 256 colours and exact ones do not follow the theme; their parameters are skipped.
      else if (code === 38 || code === 48) i += codes[i + 1] === 5 ? 2 : 4
    }
  }

  #drop(...styles: string[]): void {
    for (const style of styles) this.#styles.delete(style)
  }
}
