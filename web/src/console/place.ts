/** A piece of a line; `line` is set where it names a line of the program. */
export interface Piece {
  readonly text: string
  readonly line: number | null
}

/** Finds `main.js:3:8` and `File "main.py", line 14`, of this one file only. */
export function places(text: string, fileName: string): Piece[] {
  const name = fileName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(`File "${name}", line (\\d{1,7})|(?<![\\w./-])${name}:(\\d{1,7})(?::\\d{1,7})?`, 'g')
  const pieces: Piece[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), line: null })
    pieces.push({ text: match[0], line: Number(match[1] ?? match[2]) })
    at = match.index + match[0].length
  }
  if (at < text.length) pieces.push({ text: text.slice(at), line: null })
  return pieces
}
