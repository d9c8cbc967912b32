import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Participant, RunAck, RunEntry, RunEvent, RunMessage } from '../sync/messages'
import { createStore } from '../sync/store'
import { createRuns } from './run'
import type { RunnerEvent, RunnerPort } from './runner'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const bytes = (text: string) => new TextEncoder().encode(text)
const job = { file: 'main', fileName: 'main.py', language: 'python', code: 'print(1)' }
const started: RunEvent = { kind: 'started', file: 'main', fileName: 'main.py', language: 'python' }
const other = 'b'.repeat(32)

/** A page with a runner that does what the test says, and a server that answers what the test says. */
function page() {
  const sent: RunEntry[] = []
  const did: string[] = []
  let hear: (event: RunnerEvent) => void = () => undefined
  let receive: (message: RunMessage | RunAck) => void = () => undefined
  const runner: RunnerPort = {
    prepare: async (language) => void did.push(`prepare ${language}`),
    run: (_id, language, { entry }, on) => {
      did.push(`run ${language} ${entry}`)
      hear = on
    },
    stop: () => did.push('stop'),
    input: (_id, line) => did.push(`input ${line}`),
    credit: (_id, count) => did.push(`credit ${count}`),
  }
  const people = createStore<readonly Participant[]>([])
  const runs = createRuns({
    people,
    send: (entry) => sent.push(entry),
    onRun: (listener) => {
      receive = listener
      return () => undefined
    },
    me: () => 'ada',
    runner,
  })
  const entry = (i: number, event: RunEvent, run = other, participant = 'bob', number = 7) =>
    receive({ type: 'RUN', run, i, participant, number, at: '2026-01-01T10:00:00Z', ...event })
  return {
    runs,
    sent,
    did,
    entry,
    hear: (event: RunnerEvent) => hear(event),
    /** The list of participants comes: everybody who is given, and who of them is here. */
    here: (online: Readonly<Record<string, boolean>>) =>
      people.set(
        Object.entries(online).map(([id, here]) => ({ id, name: id, role: 'candidate', colour: 1, online: here })),
      ),
    ack: (run: string, i: number, number: number) => receive({ type: 'RUNACK', run, i, number }),
    /** What the list shows when its pause is over. */
    shown() {
      vi.advanceTimersByTime(50)
      return runs.list.get().map(({ participant, number, state, mine, lines, exit }) => ({
        who: mine ? 'me' : participant,
        number,
        state,
        lines: lines.map(({ kind, text }) => `${kind}:${text}`),
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

  it('marks the line that is to blame until the next run or an edit', () => {
    const { runs, hear } = page()
    runs.start(job)
    hear({ ...exit, code: 1, error: { message: 'ValueError: x', file: 'main.py', line: 3 } })
    expect(runs.failure.get()).toEqual({ file: 'main', line: 3, message: 'ValueError: x' })
    runs.forgive()
    expect(runs.failure.get()).toBeNull()
    runs.start(job)
    hear({ ...exit, code: 1, error: { message: 'E', file: '/lib/x.py', line: 3 } })
    expect(runs.failure.get()).toBeNull()
  })

  it('does not start while another is under way, and stops through the runner', () => {
    const { runs, did, hear } = page()
    runs.start(job)
    runs.start(job)
    runs.stop()
    hear({ ...exit, code: 130, reason: 'stopped' })
    runs.stop()
    expect(did).toEqual(['run python main.py', 'stop'])
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

  it('a run that never ended is over when its participant starts the next', () => {
    const { entry, shown } = page()
    entry(0, started)
    entry(0, started, 'c'.repeat(32), 'bob', 8)
    expect(shown().map(({ state }) => state)).toEqual(['ended', 'running'])
  })

  it('a run is over for the others when its participant goes, and theirs only', () => {
    const { runs, here, entry, shown } = page()
    here({ ada: true, bob: true, eve: true })
    runs.start(job)
    entry(0, started)
    entry(0, started, 'c'.repeat(32), 'eve', 8)
    here({ ada: false, bob: false, eve: true })
    expect(shown()).toMatchObject([
      { who: 'me', state: 'running' },
      { who: 'bob', state: 'ended', code: undefined },
      { who: 'eve', state: 'running' },
    ])
  })

  it('a run of history whose participant is not here is over, whatever it printed', () => {
    const { here, entry, shown } = page()
    here({ ada: true, bob: false })
    entry(0, started)
    entry(1, { kind: 'output', chunks: [[1, 'a']] })
    expect(shown()).toMatchObject([{ state: 'ended', lines: ['out:a'] }])
  })

  it('a run goes on when its participant is back and sends more of it', () => {
    const { here, entry, shown } = page()
    entry(0, started)
    here({ bob: false })
    here({ bob: true })
    expect(shown()).toMatchObject([{ state: 'ended' }])
    entry(1, { kind: 'output', chunks: [[1, 'more']] })
    expect(shown()).toMatchObject([{ state: 'running', lines: ['out:more'] }])
    entry(2, { kind: 'ended', code: 0, ms: 5 })
    here({ bob: false })
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

it('clear forgets what has ended, also when a reconnect tells it again', () => {
  const { runs, entry, shown } = page()
  entry(0, started)
  entry(1, { kind: 'ended', code: 0, ms: 1 })
  entry(0, started, 'c'.repeat(32), 'eve', 8)
  runs.clear()
  entry(0, started)
  entry(1, { kind: 'ended', code: 0, ms: 1 })
  expect(shown().map(({ who }) => who)).toEqual(['eve'])
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
