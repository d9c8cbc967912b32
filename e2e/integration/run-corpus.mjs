/**
 * What programs do to their console: some from life, some out to break what carries their output, and hundreds drawn by
 * chance from a seed. A program here is what the runner frame may say about it, after the page has decoded it; `play` lets
 * the page's own execution and encoder make entries of it. The same programs are held to a model of the server's rules
 * (`web/src/run/entries.test.ts`) and sent to the real one (`runs.test.mjs`).
 */

/** Mulberry32: a sequence of fractions that a number stands for, so that a failure can be played again. */
export function chance(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const bytes = (text) => new TextEncoder().encode(text)
const out = (fd, text) => ({ type: 'out', chunks: [[fd, typeof text === 'string' ? bytes(text) : text]] })
const ask = { type: 'want-input' }
/** Time passes: what waits for a pause goes out. */
const pause = { type: 'pause' }
const exit = (over = {}) => ({ type: 'exit', code: 0, ms: 12, reason: 'exit', ...over })
const begin = [{ type: 'starting' }, { type: 'running' }]
const times = (count, make) => Array.from({ length: count }, (_, i) => make(i))

/** Each: a name, what happens, and the lines that a person types. */
const known = [
  ['prints nothing', [...begin, exit()], []],
  ['never starts', [{ type: 'loading', loaded: 1, total: 2 }, pause, exit({ code: 1, ms: 0, reason: 'crashed', error: { message: 'python is not there' } })], []],
  ['both streams in turn, 40,000 lines', [...begin, ...times(20_000, (i) => ({ type: 'out', chunks: [[1, bytes(`a${i}\n`)], [2, bytes(`b${i}\n`)]] })), exit()], []],
  ['one line of a million characters', [...begin, out(1, 'x'.repeat(1 << 20)), exit()], []],
  ['more than is kept', [...begin, ...times(40, () => out(1, '\u20ac'.repeat(20_000))), exit({ code: 153, reason: 'output', truncated: true })], []],
  ['control characters', [...begin, out(1, '\u0000\u0001\u001b[31m\u007f\u2028'.repeat(30_000)), exit()], []],
  ['characters of two units at every cut', [...begin, out(1, `x${'😀'.repeat(100_000)}`), pause, out(2, '😀'.repeat(70_000)), exit()], []],
  ['bytes that are no text', [...begin, out(1, new Uint8Array(400_000).fill(0xff)), exit()], []],
  ['a character in two pieces', [...begin, out(1, bytes('😀').subarray(0, 2)), out(2, 'between'), out(1, bytes('😀').subarray(2)), exit()], []],
  ['a puzzle input of 5,000 characters', [...begin, ask, out(1, 'thanks\n'), exit()], ['7'.repeat(5_000)]],
  ['a line that is cut inside a character', [...begin, ask, exit()], [`x${'😀'.repeat(9_000)}`]],
  ['half characters typed and thrown', [...begin, ask, exit({ code: 1, error: { message: '\ud83d oh \ude00' } })], ['\ude00\ud83d']],
  ['a column beyond all columns', [...begin, exit({ code: 1, error: { message: 'Error', file: 'main.js', line: 1, column: 99_999_999_999 } })], []],
  ['a line beyond all lines', [...begin, exit({ code: 1, error: { message: 'Error', file: 'main.js', line: Number.MAX_SAFE_INTEGER, column: 0 } })], []],
  ['an error in a file of nobody', [...begin, exit({ code: 1, error: { message: 'E', file: `/lib/${'x'.repeat(190)}.py`, line: 3 } })], []],
  ['an endless message', [...begin, exit({ code: 1, error: { message: `RangeError: ${'😀'.repeat(2_040)}` } })], []],
  ['a message of nothing', [...begin, exit({ code: 1, error: { message: '' } })], []],
  ['asks and asks', [...begin, ...times(300, (i) => [ask, out(1, `${i}`), ...(i % 7 === 0 ? [pause] : [])]).flat(), exit()], times(300, (i) => `line ${i}`)],
  ['stops while it waits', [...begin, ask, pause, exit({ code: 130, reason: 'stopped' })], []],
  ['takes all the time there is', [...begin, out(1, 'on'), pause, pause, exit({ code: 124, ms: 10_000, reason: 'time' })], []],
]

/** Texts of every kind that has broken an encoder somewhere. */
const texts = [
  (r) => `${Math.floor(r() * 1e6)}\n`,
  (r) => 'x'.repeat(Math.floor(r() * 9_000)),
  (r) => '\n'.repeat(Math.floor(r() * 300)),
  (r) => '😀'.repeat(Math.floor(r() * 5_000)),
  (r) => '\u0001"\\\u2028'.repeat(Math.floor(r() * 2_000)),
  (r) => `\u202e\u0301${'ä'.repeat(Math.floor(r() * 100))}\r`,
  () => '\r\n',
  () => '',
]
const stacks = [0, 1, 3, 4_096, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1]
const of = (r, list) => list[Math.floor(r() * list.length)]

function drawn(seed) {
  const r = chance(seed)
  const happenings = r() < 0.2 ? [{ type: 'loading', loaded: 1, total: 2 }, ...begin] : [...begin]
  const lines = []
  for (let left = Math.floor(r() * r() * 150); left > 0; left--) {
    const kind = r()
    if (kind < 0.05) happenings.push(pause)
    else if (kind < 0.1) {
      happenings.push(ask)
      lines.push(of(r, texts)(r) + (r() < 0.1 ? '\ud800' : ''))
    } else if (kind < 0.15) {
      const raw = bytes(of(r, texts)(r))
      const at = Math.floor(r() * raw.length)
      happenings.push(out(1, raw.subarray(0, at)), out(2, '|'), out(1, raw.subarray(at)))
    } else happenings.push(out(r() < 0.6 ? 1 : 2, of(r, texts)(r)))
  }
  const error = { message: of(r, texts)(r) + (r() < 0.1 ? '\udfff' : ''), file: of(r, ['main.js', 'x.py']), line: of(r, stacks), column: of(r, stacks) }
  const end = of(r, [{}, { code: 255, error }, { code: 1, error }, { code: 130, reason: 'stopped' }, { code: 1, reason: 'crashed', error }])
  return { name: `drawn ${seed}`, happenings: [...happenings, exit({ ...end, ms: Math.floor(r() * 1e5) })], lines }
}

export const programs = [...known.map(([name, happenings, lines]) => ({ name, happenings, lines })), ...times(230, drawn)]

/**
 * Lets the page's execution and encoder (`web/src/run/execution.ts`, `entries.ts`) play a program, and answers with the
 * entries that it would send. `passes` is called where time passes. `also` is a sink that hears the same.
 */
export function play({ happenings, lines }, { Execution, Entries }, { run, limits, passes = () => undefined, also = [] }) {
  const entries = []
  const about = { file: 'main', fileName: 'main.js', language: 'javascript' }
  const runner = {
    prepare: async () => undefined,
    stop: () => undefined,
    input: () => undefined,
    credit: () => undefined,
    run(_id, _language, _job, hear) {
      const left = [...lines]
      for (const happening of happenings) {
        if (happening.type === 'pause') passes()
        else hear(happening)
        if (happening.type === 'want-input' && left.length > 0) execution.input(left.shift())
      }
    },
  }
  const announced = new Entries(run, about, limits, (entry) => entries.push(entry))
  const program = { language: about.language, files: { 'main.js': '' }, entry: 'main.js', arguments: [], input: null }
  const execution = new Execution(run, program, runner, [announced, ...also])
  execution.start()
  return entries
}
