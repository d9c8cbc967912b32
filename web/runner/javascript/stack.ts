import type { RunError } from '../messages'

/** Where user code sits: its file name, and how far the wrapper in front of it moved the columns of its first line. */
export interface Source {
  readonly name: string
  readonly lines: number
  readonly shift: number
}

export interface Frame {
  readonly call: string
  readonly line: number
  readonly column: number
}

// "    at f (main.js:3:8)", "    at async main.js:3:8"
const V8 = /^\s*at (?:(.*?) \()?(?:async )?(.*?):(\d+):(\d+)\)?$/
// "f@main.js:3:8", in Firefox and Safari
const GECKO = /^(.*?)@(.*?):(\d+):(\d+)$/

/** The frames of a stack that lie in user code, newest first; the wrapper's and the runner's own are left out. */
export function userFrames(stack: string, source: Source): Frame[] {
  const frames: Frame[] = []
  for (const text of stack.split('\n')) {
    const match = V8.exec(text) ?? GECKO.exec(text)
    if (match === null) continue
    const [, call = '', file = '', line = '0', column = '0'] = match
    if (file !== source.name && !file.endsWith(`/${source.name}`)) continue
    if (Number(line) > source.lines) continue
    frames.push({
      call: call === 'eval' ? '' : call.replace(/^async |[*/<]+$/g, ''),
      line: Number(line),
      column: Number(line) === 1 ? Math.max(1, Number(column) - source.shift) : Number(column),
    })
  }
  return frames
}

/** `Name: message` and the frames of user code, as in Node. */
export function describeError(error: Error, source: Source): string {
  const frames = userFrames(String(error.stack ?? ''), source)
  const lines = frames.map(({ call, line, column }) => {
    const place = `${source.name}:${line}:${column}`
    return `\n    at ${call === '' ? place : `${call} (${place})`}`
  })
  return headline(error) + lines.join('')
}

/** `text`: how a thrown value that is no error is printed. */
export function runError(thrown: unknown, source: Source, text: (thrown: unknown) => string): RunError {
  if (!(thrown instanceof Error)) return { message: `Uncaught ${text(thrown)}` }
  const frame = userFrames(String(thrown.stack ?? ''), source)[0]
  const message = headline(thrown)
  return frame === undefined ? { message } : { message, file: source.name, line: frame.line, column: frame.column }
}

function headline(error: Error): string {
  const name = String(error.name || 'Error')
  return error.message === '' ? name : `${name}: ${error.message}`
}
