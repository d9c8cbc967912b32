import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KnownRuns, RunAck, RunEntry, RunEvent, RunGone, RunMessage, RunStop } from '../sync/messages/runs'
import type { RunLimits } from '../sync/messages/session'
import { hiddenRuns } from './hidden'
import { createRuns } from './run'
import type { RunnerEvent, RunnerPort } from './runner'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  sessionStorage.clear()
})

const bytes = (text: string) => new TextEncoder().encode(text)
const CODE = 'a = 1\n'.repeat(20)
const job = { file: 'main', fileName: 'main.py', language: 'python', code: CODE }
const started: RunEvent = { kind: 'started', file: 'main', fileName: 'main.py', language: 'python' }
const other = 'b'.repeat(32)

const LIMITS: RunLimits = {
  entryUnits: 65_536,
  chunks: 2_000,
  textUnits: 4_096,
  place: 2 ** 31 - 1,
  entries: 100_000,
  bytes: 1 << 20,
}

/** A page with a runner that does what the test says, and a server that answers what the test says. */
function page({ may = 'run', limits = LIMITS }: { may?: string; limits?: RunLimits | null } = {}) {
  const sent: RunEntry[] = []
  const did: string[] = []
  const texts: Record<string, string> = { main: CODE, other: CODE }
  let progress: (loaded: number, total: number) => void = () => undefined
  let hear: (event: RunnerEvent) => void = () => undefined
  let receive: (message: RunMessage | RunAck) => void = () => undefined
  let ask: (stop: RunStop) => void = () => undefined
  let known: () => KnownRuns = () => ({})
  const runner: RunnerPort = {
    prepare: async (language, told) => {
      did.push(`prepare ${language}`)
      progress = told ?? progress
    },
    run: (_id, language, { entry }, on) => {
      did.push(`run ${language} ${entry}`)
      hear = on
    },
    stop: () => did.push('stop'),
    input: (_id, line) => did.push(`input ${line}`),
    credit: (_id, count) => did.push(`credit ${count}`),
  }
  const hidden = hiddenRuns('room')
  const runs = createRuns({
    feed: {
      sendRun: (entry) => sent.push(entry),
      stopRun: (run) => did.push(`ask to stop ${run}`),
      onRun: (listener) => {
        receive = listener
        return () => undefined
      },
      onStop: (listener) => {
        ask = listener
        return () => undefined
      },
      knowsRuns: (read) => {
        known = read
      },
      limits: () => limits,
    },
    me: () => 'ada',
    text: (file) => texts[file] ?? null,
    hidden,
    may: (permission) => `run ${may}`.includes(permission),
    runner,
  })
  const entry = (i: number, event: RunEvent | RunGone, run = other, participant = 'bob', number = 7) =>
    receive({ type: 'RUN', run, i, participant, number, at: '2026-01-01T10:00:00Z', ...event })
  return {
    runs,
    hidden,
    sent,
    did,
    entry,
    hear: (event: RunnerEvent) => hear(event),
    receive: (message: RunMessage | RunAck) => receive(message),
    texts,
    progress: (loaded: number, total: number) => progress(loaded, total),
    ask: (run: string) => ask({ type: 'STOP', run, by: 'bob' }),
    known: () => known(),
    ack: (run: string, i: number, number: number) => receive({ type: 'RUNACK', run, i, number }),
    /** What the list shows when its pause is over. */
    shown() {
      vi.advanceTimersByTime(50)
      return runs.list.get().map(({ participant, number, state, mine, lines, exit, phase, gone }) => ({
        who: mine ? 'me' : participant,
        number,
        state: gone ?? (state === 'running' ? phase : state),
        lines: lines.map(({ kind, text, answer }) => `${kind}:${text}${answer === undefined ? '' : `<${answer}`}`),
        code: exit?.code,
      }))
    },
  }
}

const exit = { type: 'exit', code: 0, ms: 12, reason: 'exit' } as const

describe('an own run', () => {
  it('is shown at once, sent in order, and numbered by the server', () => {
    const { runs, sent, did, hear, ack, shown } = page()
    runs.start(job)
    expect(runs.list.get()).toHaveLength(1)
    hear({ type: 'running' })
    hear({ type: 'out', chunks: [[1, bytes('1\n')]] })
    hear(exit)
    ack(sent[0]?.run ?? '', 0, 4)
    expect(shown()).toEqual([{ who: 'me', number: 4, state: 'ended', lines: ['out:1'], code: 0 }])
    expect(sent.map(({ i, kind }) => `${i} ${kind}`)).toEqual(['0 started', '1 output', '2 ended'])
    expect(sent[0]?.run).toMatch(/^[0-9a-f]{32}$/)
    expect(did).toEqual(['run python main.py', 'credit 2'])
  })

  it('passes its states to the Run button', () => {
    const { runs, hear } = page()
    const seen: string[] = []
    runs.state.subscribe(() => seen.push(runs.state.get().kind))
    runs.start(job)
    hear({ type: 'loading', loaded: 1, total: 2 })
    hear({ type: 'starting' })
    hear({ type: 'running' })
    hear({ type: 'want-input' })
    runs.input('x')
    hear(exit)
    expect(seen).toEqual(['starting', 'loading', 'starting', 'running', 'waiting', 'running', 'idle'])
  })

  it('text that is cut between two messages stays whole', () => {
    const { runs, hear, shown } = page()
    runs.start(job)
    const smile = bytes('😀')
    hear({
      type: 'out',
      chunks: [
        [1, smile.subarray(0, 2)],
        [2, bytes('e\n')],
      ],
    })
    hear({ type: 'out', chunks: [[1, smile.subarray(2)]] })
    expect(shown()[0]?.lines).toEqual(['err:e', 'out:😀'])
  })

  it('lines typed ahead answer one question after the other, and null ends the input', () => {
    const { runs, sent, did, hear, shown } = page()
    runs.start(job)
    hear({ type: 'running' })
    runs.input('one')
    runs.input('two')
    runs.input(null)
    for (let i = 0; i < 3; i++) hear({ type: 'want-input' })
    expect(did.filter((what) => what.startsWith('input'))).toEqual(['input one', 'input two', 'input null'])
    expect(shown()[0]?.lines).toEqual(['in:one', 'in:two'])
    expect(sent.filter(({ kind }) => kind === 'input')).toHaveLength(2)
  })

  it('does not start while another is under way, says so, and stops through the runner', () => {
    const { runs, did, hear } = page()
    runs.start(job)
    hear({ type: 'want-input' })
    runs.start(job)
    expect(runs.notice.get()).toEqual({ kind: 'busy', state: 'waiting' })
    runs.stop()
    runs.start(job)
    expect(runs.notice.get()).toEqual({ kind: 'busy', state: 'stopping' })
    hear({ ...exit, code: 130, reason: 'stopped' })
    runs.stop()
    expect(did).toEqual(['run python main.py', 'stop'])
    runs.start(job)
    expect(runs.notice.get()).toBeNull()
  })

  it.each(['typescript', 'x', '__proto__'])('is not begun in %s, for which there is no runner', (language) => {
    const { runs, did, sent } = page()
    runs.start({ ...job, language })
    runs.prepare(language)
    expect(runs.notice.get()).toEqual({ kind: 'no-runner', language })
    expect([did, sent, runs.list.get()]).toEqual([[], [], []])
  })

  it('is whole here when the server takes none of it, and says why', () => {
    const { runs, sent, hear, receive, shown } = page()
    runs.start(job)
    hear({ type: 'out', chunks: [[1, bytes('1\n')]] })
    for (const { run, i } of sent) receive({ type: 'RUNACK', run, i, number: 0, refused: 'language: unknown' })
    hear(exit)
    expect(shown()).toEqual([{ who: 'me', number: null, state: 'ended', lines: ['out:1'], code: 0 }])
    expect(runs.list.get()[0]?.unshared).toBe('language: unknown')
  })

  it('is only shown here before anybody was told what may be sent', () => {
    const { runs, sent, hear, shown } = page({ limits: null })
    runs.start(job)
    hear(exit)
    expect(sent).toEqual([])
    expect(shown()).toMatchObject([{ who: 'me', state: 'ended' }])
  })

  it('goes on whatever the server says about its page', () => {
    const { runs, sent, entry, shown } = page()
    runs.start(job)
    entry(1, { kind: 'gone', why: 'away' }, sent[0]?.run, 'ada', 1)
    expect(shown()).toMatchObject([{ who: 'me', state: 'starting' }])
  })

  it('counts its time from the first moment of the program, over its questions', () => {
    const { runs, hear } = page()
    vi.setSystemTime(1_000)
    runs.start(job)
    vi.setSystemTime(5_000)
    hear({ type: 'running' })
    hear({ type: 'want-input' })
    vi.setSystemTime(9_000)
    runs.input('x')
    expect(runs.state.get()).toMatchObject({ kind: 'running', since: 5_000 })
  })

  it('is not applied a second time when the server sends it back', () => {
    const { runs, sent, hear, entry, shown } = page()
    runs.start(job)
    hear({ type: 'out', chunks: [[1, bytes('1\n')]] })
    hear(exit)
    for (const { run, i, ...event } of sent) entry(i, event, run, 'ada', 9)
    expect(shown()).toEqual([{ who: 'me', number: 9, state: 'ended', lines: ['out:1'], code: 0 }])
  })
})

describe("others' runs and the history", () => {
  it('are built from entries, each applied once', () => {
    const { entry, shown } = page()
    const history = () => {
      entry(0, started)
      entry(1, {
        kind: 'output',
        chunks: [
          [1, 'a'],
          [2, 'b'],
        ],
      })
      entry(2, { kind: 'input', text: 'c' })
      entry(3, { kind: 'ended', code: 1, ms: 5, reason: 'exit' })
    }
    history()
    history()
    expect(shown()).toEqual([{ who: 'bob', number: 7, state: 'ended', lines: ['out:a', 'err:b', 'in:c'], code: 1 }])
  })

  it('an own run of before the reload is mine', () => {
    const { entry, shown } = page()
    entry(0, started, other, 'ada', 3)
    entry(1, { kind: 'ended', code: 0, ms: 5 }, other, 'ada', 3)
    expect(shown()).toMatchObject([{ who: 'me', number: 3, state: 'ended' }])
  })

  it('a run whose beginning is not known is not shown', () => {
    const { entry, shown } = page()
    entry(5, { kind: 'output', chunks: [[1, 'a']] })
    expect(shown()).toEqual([])
  })

  it('say what they do: waiting for an answer, loading, running', () => {
    const { entry, shown } = page()
    entry(0, started)
    const states = [
      { kind: 'phase', phase: 'loading' },
      { kind: 'phase', phase: 'waiting' },
      { kind: 'input', text: 'x' },
    ]
    const seen = (states as RunEvent[]).map((event, i) => {
      entry(i + 1, event)
      return shown()[0]?.state
    })
    expect(seen).toEqual(['loading', 'waiting', 'running'])
  })

  it.each(['reload', 'away'] as const)(
    'are over when the server says so (%s), own ones of before a reload too',
    (why) => {
      const { entry, shown } = page()
      entry(0, started)
      entry(1, { kind: 'output', chunks: [[1, 'a']] })
      entry(2, { kind: 'gone', why })
      entry(0, started, 'c'.repeat(32), 'ada', 8)
      entry(1, { kind: 'gone', why }, 'c'.repeat(32), 'ada', 8)
      expect(shown()).toMatchObject([
        { who: 'bob', state: why, lines: ['out:a'], code: undefined },
        { who: 'me', state: why, code: undefined },
      ])
    },
  )

  it('go on when more of them comes after all, and are not over again by what was said before', () => {
    const { entry, shown } = page()
    entry(0, started)
    entry(1, { kind: 'gone', why: 'away' })
    entry(1, { kind: 'output', chunks: [[1, 'more']] })
    expect(shown()).toMatchObject([{ state: 'running', lines: ['out:more'] }])
    entry(1, { kind: 'gone', why: 'away' })
    expect(shown()).toMatchObject([{ state: 'running' }])
    entry(2, { kind: 'gone', why: 'away' })
    entry(2, { kind: 'ended', code: 0, ms: 5 })
    expect(shown()).toMatchObject([{ state: 'ended', code: 0 }])
  })

  it('two people run at once: two records', () => {
    const { runs, hear, entry, shown } = page()
    runs.start(job)
    entry(0, started)
    hear({ type: 'out', chunks: [[1, bytes('mine')]] })
    entry(1, { kind: 'output', chunks: [[1, 'theirs']] })
    expect(shown().map(({ who, lines }) => [who, lines])).toEqual([
      ['me', ['out:mine']],
      ['bob', ['out:theirs']],
    ])
  })
})

it('what is known is told to the server: the next entry of each run, own ones included', () => {
  const { runs, sent, hear, entry, known } = page()
  entry(0, started)
  entry(1, { kind: 'output', chunks: [[1, 'a']] })
  entry(2, { kind: 'gone', why: 'away' })
  runs.start(job)
  hear({ type: 'out', chunks: [[1, bytes('1')]] })
  hear(exit)
  expect(known()).toEqual({ [other]: 2, [sent[0]?.run ?? '']: 3 })
  for (let n = 0; n < 150; n++) entry(0, started, n.toString(16).padStart(32, '0'), 'eve', n + 10)
  expect(Object.keys(known())).toHaveLength(100)
  expect(known()).toHaveProperty((149).toString(16).padStart(32, '0'), 1)
})

describe('the line that is to blame', () => {
  const failed = (line: number, file = 'main.py'): RunEvent => ({
    kind: 'ended',
    code: 1,
    ms: 1,
    error: { message: 'ValueError: x', file, line, column: 4 },
  })

  it('is that of the run that ended last, whoever ran it, until its file is run again', () => {
    const { runs, hear, entry } = page()
    entry(0, started)
    entry(1, failed(3))
    const failure = { run: other, file: 'main', line: 3, column: 4, message: 'ValueError: x', code: CODE }
    expect(runs.failure.get()).toEqual(failure)
    runs.start(job)
    expect(runs.failure.get()).toBeNull()
    hear({ ...exit, code: 1, error: { message: 'E', file: 'main.py', line: 9 } })
    expect(runs.failure.get()).toMatchObject({ line: 9, message: 'E' })
    entry(0, started, 'c'.repeat(32), 'eve', 8)
    entry(1, failed(4), 'c'.repeat(32), 'eve', 8)
    entry(0, { ...started, file: 'other' } as RunEvent, 'd'.repeat(32), 'eve', 9)
    expect(runs.failure.get()).toMatchObject({ line: 4 })
    entry(1, { kind: 'ended', code: 0, ms: 1 }, 'd'.repeat(32), 'eve', 9)
    expect(runs.failure.get()).toBeNull()
  })

  it('is in a file of the program, or nowhere', () => {
    const { runs, hear, sent } = page()
    runs.start(job)
    hear({ ...exit, code: 1, error: { message: 'E', file: '/lib/x.py', line: 3 } })
    expect(runs.failure.get()).toBeNull()
    expect(sent.at(-1)).toMatchObject({ error: { message: 'E' } })
    expect(sent.at(-1)).not.toHaveProperty('error.file')
  })
})

describe('what a run says of its lines', () => {
  const trace = (line: number, quote: string): RunEvent => ({
    kind: 'output',
    chunks: [[2, `Traceback:\n  File "main.py", line ${line}, in <module>\n    ${quote}\nValueError: x\n`]],
  })
  const failed = (line: number): RunEvent => ({
    kind: 'ended',
    code: 1,
    ms: 1,
    error: { message: 'ValueError: x', file: 'main.py', line },
  })

  it('leads to where they are now, whoever ran it', () => {
    const { runs, entry, texts, hear } = page()
    texts.main = 'a\nb\nc'
    entry(0, started)
    runs.start({ ...job, code: 'a\nb\nc' })
    hear(exit)
    texts.main = '# new\na\nb\nc'
    for (const run of runs.list.get()) expect(runs.lineNow(run, 3)).toBe(4)
  })

  it('fits the text, or nothing is marked: a failure of the history may be of another one', () => {
    const { runs, entry, texts } = page()
    texts.main = '# new\n\nprint(c)\n'
    entry(0, started)
    entry(1, trace(1, 'print(c)'))
    entry(2, failed(1))
    expect(runs.failure.get()).toMatchObject({ line: 3 })
    for (const [n, [line, quote]] of (
      [
        [1, 'gone(c)'],
        [9, ''],
      ] as const
    ).entries()) {
      const run = `${n}`.repeat(32)
      entry(0, started, run)
      entry(1, quote === '' ? { kind: 'phase', phase: 'running' } : trace(line, quote), run)
      entry(2, failed(line), run)
      expect(runs.failure.get()).toBeNull()
    }
  })
})

it('a language on its way before anybody pressed Run is told, until it is here', () => {
  const { runs, progress } = page()
  runs.prepare('python')
  progress(200_000, 11_300_000)
  expect(runs.preparing.get()).toEqual({ language: 'python', loaded: 200_000, total: 11_300_000 })
  progress(1, 1)
  expect(runs.preparing.get()).toBeNull()
})

it('commands may be handed to buttons as they are', () => {
  const { runs, did } = page()
  const { start, stop, input, clear, show, prepare, stopOf } = runs
  start(job)
  input('x')
  stop()
  stopOf(other)
  for (const each of [clear, show]) each()
  prepare('python')
  expect(did).toEqual(['run python main.py', 'stop', 'prepare python'])
})

describe('Stop', () => {
  it('of a run of this page is obeyed, also when somebody else asks for it', () => {
    const { runs, did, sent, ask } = page()
    runs.start(job)
    const own = sent[0]?.run ?? ''
    ask(other)
    expect(did).not.toContain('stop')
    ask(own)
    runs.stopOf(own)
    expect(did.filter((what) => what === 'stop')).toHaveLength(2)
  })

  it('pressed again while a program does not obey is answered', () => {
    const { runs, did } = page()
    runs.start(job)
    runs.stop()
    expect(runs.notice.get()).toBeNull()
    runs.stop()
    expect(runs.notice.get()).toEqual({ kind: 'stopping' })
    expect(did.filter((what) => what === 'stop')).toHaveLength(2)
  })

  it('by somebody else is told to whom it was done', () => {
    const { runs, sent, ask, hear, shown } = page()
    runs.start(job)
    ask(sent[0]?.run ?? '')
    hear({ ...exit, code: 130, reason: 'stopped' })
    shown()
    expect(runs.list.get()[0]?.stoppedBy).toBe('bob')
    runs.start(job)
    runs.stop()
    ask(runs.list.get()[1]?.id ?? '')
    shown()
    expect(runs.list.get()[1]?.stoppedBy).toBeUndefined()
  })

  it("of somebody else's run is asked for by those who may, and by nobody else", () => {
    const host = page({ may: 'manage' })
    host.entry(0, started)
    host.runs.stopOf(other)
    expect(host.did).toEqual([`ask to stop ${other}`])
    const candidate = page()
    candidate.entry(0, started)
    candidate.runs.stopOf(other)
    expect(candidate.did).toEqual([])
    const [theirs] = candidate.runs.list.get()
    expect(theirs && [host.runs.mayStop(theirs), candidate.runs.mayStop(theirs)]).toEqual([true, false])
  })
})

it('clear hides what has ended, also when a reconnect tells it again', () => {
  const { runs, entry, shown } = page()
  entry(0, started)
  entry(1, { kind: 'ended', code: 0, ms: 1 })
  entry(0, started, 'c'.repeat(32), 'eve', 8)
  runs.clear()
  entry(0, started)
  entry(1, { kind: 'ended', code: 0, ms: 1 })
  expect(shown().map(({ who }) => who)).toEqual(['eve'])
})

it('what was hidden stays hidden when the page is loaded again, and what ran then does not', () => {
  const before = page()
  const history = ({ entry }: ReturnType<typeof page>) => {
    for (const [n, run] of ['1', '2', '3'].entries()) {
      entry(0, started, run.repeat(32), 'bob', n + 1)
      if (run !== '2') entry(1, { kind: 'ended', code: 0, ms: 1 }, run.repeat(32), 'bob', n + 1)
    }
  }
  history(before)
  before.runs.clear()
  const after = page()
  history(after)
  expect(after.shown().map(({ number }) => number)).toEqual([2, 3])
})

it('what was hidden is counted, comes back with its output, and stays so when the page is loaded again', () => {
  const { runs, entry, shown } = page()
  entry(0, started)
  entry(1, { kind: 'output', chunks: [[1, 'kept\n']] })
  entry(2, { kind: 'ended', code: 0, ms: 1 })
  runs.clear()
  expect([shown(), runs.hidden.get()]).toEqual([[], 1])
  runs.show()
  expect([shown().map(({ lines }) => lines), runs.hidden.get()]).toEqual([[['out:kept']], 0])
  const after = page()
  after.entry(0, started)
  expect(after.shown()).toHaveLength(1)
})

it('of a room that is left nothing stays hidden', () => {
  const { runs, entry, hidden } = page()
  entry(0, started)
  entry(1, { kind: 'ended', code: 0, ms: 1 })
  runs.clear()
  hidden.forget()
  expect(sessionStorage).toHaveLength(0)
})

it('memory is bounded: of many runs the newest are kept', () => {
  const { entry, shown } = page()
  for (let n = 1; n <= 120; n++) {
    const run = n.toString(16).padStart(32, '0')
    entry(0, started, run, 'bob', n)
    entry(1, { kind: 'output', chunks: [[1, 'x'.repeat(60_000)]] }, run, 'bob', n)
    entry(2, { kind: 'ended', code: 0, ms: 1 }, run, 'bob', n)
  }
  const numbers = shown().map(({ number }) => number)
  expect(numbers).toHaveLength(50)
  expect(numbers.at(-1)).toBe(120)
})
