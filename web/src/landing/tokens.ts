/** A run of characters with the class that CodeMirror's `classHighlighter` would give it. */
export interface Token {
  text: string
  kind: string | null
}

const KEYWORDS = new Set('const let export function return for of if break'.split(' '))
const PATTERN =
  /(?<comment>\/\/.*)|(?<string>"[^"]*"|`[^`]*`)|(?<number>\b\d[\d.]*\b)|(?<word>[A-Za-z_]\w*)|(?<operator>[-+*/=<>!&|]+)|(?<punctuation>[()[\]{},.;:])/g

/** Splits one line of the preview's JavaScript. Enough for the sample on the front page, not a language. */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const match of line.matchAll(PATTERN)) {
    if (match.index > end) tokens.push({ text: line.slice(end, match.index), kind: null })
    end = match.index + match[0].length
    tokens.push({ text: match[0], kind: kindOf(match, line, end) })
  }
  if (end < line.length) tokens.push({ text: line.slice(end), kind: null })
  return tokens
}

function kindOf(match: RegExpExecArray, line: string, end: number): string | null {
  const groups = match.groups ?? {}
  if (groups.word === undefined) return Object.keys(groups).find((kind) => groups[kind] !== undefined) ?? null
  if (KEYWORDS.has(groups.word)) return 'keyword'
  if (line[end] === '(') return 'function'
  return line[match.index - 1] === '.' || line[end] === ':' ? 'propertyName' : null
}
