import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CorpusProgram, play, programs } from '../../../e2e/integration/run-corpus.mjs'
import type { RunEntry } from '../sync/messages/runs'
import type { RunLimits } from '../sync/messages/session'
import { Entries } from './entries'
import { Execution } from './execution'
import { Lines } from './lines'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** As the server tells them, and small ones, so that every cut is met. */
const LIMITS: RunLimits = {
  entryUnits: 65_536,
  chunks: 2_000,
  textUnits: 4_096,
  place: 2 ** 31 - 1,
  entries: 100_000,
  bytes: 1 << 20,
}
const SMALL: RunLimits = { entryUnits: 64, chunks: 3, textUnits: 10, place: 99, entries: 400, bytes: 20_000 }
const MESSAGE_BYTES = 2 << 20

const about = { file: 'main', fileName: 'main.py', language: 'python' }

function open(limits = LIMITS) {
  const sent: RunEntry[] = []
  const entries = new Entries('r', about, limits, (entry) => sent.push(entry))
  return { entries, sent, kinds: () => sent.map((entry) => ('phase' in entry ? entry.phase : entry.kind)) }
}

const outputs = (sent: readonly RunEntry[]) => sent.flatMap((entry) => (entry.kind === 'output' ? entry.chunks : []))
const text = (sent: readonly RunEntry[]) =>
  outputs(sent)
    .map(([, piece]) => piece)
    .join('')
const exit = { code: 0, ms: 1, reason: 'exit', truncated: false } as const

/** The server's rules for one run, to the letter: answers with what it would refuse. */
function refusals(sent: readonly RunEntry[], limits: RunLimits): string[] {
  const found: string[] = []
  const refuse = (i: number, why: string) => found.push(`${i}: ${why}`)
  const whole = (i: number, value: string) => {
    if (!value.isWellFormed()) refuse(i, 'half a character')
  }
  let bytes = 0
  sent.forEach((entry, at) => {
    const { i } = entry
    if (i !== at) refuse(i, `comes at ${at}`)
    if (at >= limits.entries) refuse(i, 'too many entries')
    if ((entry.kind === 'started') !== (at === 0)) refuse(i, 'a run starts once, first')
    if ((entry.kind === 'ended') !== (at === sent.length - 1)) refuse(i, 'a run ends once, last')
    if (new TextEncoder().encode(JSON.stringify({ type: 'RUN', ...entry })).length > MESSAGE_BYTES) refuse(i, 'message')
    switch (entry.kind) {
      case 'output': {
        if (entry.chunks.length === 0 || entry.chunks.length > limits.chunks) refuse(i, 'chunks')
        if (entry.chunks.reduce((sum, [, piece]) => sum + piece.length, 0) > limits.entryUnits) refuse(i, 'units')
        for (const [fd, piece] of entry.chunks) {
          if (fd !== 1 && fd !== 2) refuse(i, 'stream')
          whole(i, piece)
          bytes += new TextEncoder().encode(piece).length
        }
        break
      }
      case 'input':
        whole(i, entry.text)
        if (entry.text.length > limits.textUnits) refuse(i, 'text')
        break
      case 'ended': {
        if (!Number.isInteger(entry.code) || entry.code !== (entry.code | 0)) refuse(i, 'code')
        if (!Number.isFinite(entry.ms) || entry.ms < 0) refuse(i, 'ms')
        const { message = '', line = 1, column = 1 } = entry.error ?? {}
        whole(i, message)
        if (message.length > limits.textUnits) refuse(i, 'message of an error')
        for (const place of [line, column]) {
          if (!Number.isInteger(place) || place < 1 || place > limits.place) refuse(i, 'place')
        }
      }
    }
  })
  if (bytes > limits.bytes) refuse(sent.length, 'bytes of output')
  return found
}

const passes = () => void vi.advanceTimersByTime(60)
const page = { Execution, Entries }
const run = 'a'.repeat(32)

describe('no program makes an entry that the server refuses', () => {
  it.each([
    ['its limits', LIMITS],
    ['smaller limits', SMALL],
  ])('with %s', (_, limits) => {
    expect(programs.length).toBeGreaterThanOrEqual(200)
    for (const program of programs) {
      expect([program.name, refusals(play(program, page, { run, limits, passes }), limits)]).toEqual([program.name, []])
    }
  })

  it('and the model of its rules refuses what is not so', () => {
    const started: RunEntry = { run, i: 0, kind: 'started', ...about }
    const ended = (i: number, error = {}): RunEntry => ({ run, i, kind: 'ended', ...exit, ...error })
    const output = (i: number, pieces: readonly string[]): RunEntry => ({
      run,
      i,
      kind: 'output',
      chunks: pieces.map((piece) => [1, piece]),
    })
    const wrong: [string, RunEntry[]][] = [
      ['2: comes at 1', [started, ended(2)]],
      ['1: chunks', [started, output(1, Array(2_001).fill('')), ended(2)]],
      ['1: units', [started, output(1, ['x'.repeat(65_537)]), ended(2)]],
      ['1: half a character', [started, output(1, ['\ud800']), ended(2)]],
      ['1: text', [started, { run, i: 1, kind: 'input', text: 'x'.repeat(4_097) }, ended(2)]],
      ['1: place', [started, ended(1, { error: { message: '', line: 1, column: 2 ** 31 } })]],
      ['1: message of an error', [started, ended(1, { error: { message: 'x'.repeat(4_097) } })]],
      ['1: code', [started, ended(1, { code: 2 ** 31 })]],
      ['1: ms', [started, ended(1, { ms: Number.NaN })]],
      ['1: a run ends once, last', [started, output(1, ['x'])]],
    ]
    for (const [why, sent] of wrong) expect(refusals(sent, LIMITS)).toContain(why)
  })
})

it('the others read what the one who ran it reads, as far as it is sent', () => {
  for (const program of programs) {
    const shown = new Lines()
    const print = (kind: 'out' | 'err', piece: string) => shown.print(kind, piece)
    const own = {
      phase: () => undefined,
      output: (fd: 1 | 2, piece: string) => print(fd === 1 ? 'out' : 'err', piece),
      input: (line: string) => shown.input(line),
      ended: () => undefined,
    }
    const sent = play(program, page, { run, limits: { ...LIMITS, textUnits: 1 << 20 }, passes, also: [own] })
    const last = sent.at(-1)
    if (last?.kind !== 'ended' || last.truncated || !wellFormedInput(program)) continue
    const there = new Lines()
    for (const entry of sent) {
      if (entry.kind === 'output') for (const [fd, piece] of entry.chunks) there.print(fd === 1 ? 'out' : 'err', piece)
      if (entry.kind === 'input') there.input(entry.text)
    }
    expect(`${program.name} ${differs(there, shown)}`).toBe(`${program.name} -1`)
  }
})

/** The first line that is not the same; these programs print too much to be printed again. */
const differs = (a: Lines, b: Lines) => {
  const [left, right] = [a.list(), b.list()]
  const longer = left.length > right.length ? left : right
  return longer.findIndex((_, i) => JSON.stringify(left[i]) !== JSON.stringify(right[i]))
}
const wellFormedInput = ({ lines }: CorpusProgram) => lines.every((line) => line.isWellFormed())

it('output is batched, everything else goes at once and in order', () => {
  const { entries, sent, kinds } = open()
  entries.output(1, 'a')
  entries.output(1, 'b')
  entries.output(2, 'c')
  expect(kinds()).toEqual(['started', 'output'])
  vi.advanceTimersByTime(50)
  entries.output(1, 'd')
  entries.ended(exit)
  expect(sent.map(({ i }) => i)).toEqual([0, 1, 2, 3, 4])
  expect(kinds()).toEqual(['started', 'output', 'output', 'output', 'ended'])
  expect(outputs(sent)).toEqual([
    [1, 'a'],
    [1, 'b'],
    [2, 'c'],
    [1, 'd'],
  ])
  expect(vi.getTimerCount()).toBe(0)
})

it('a phase is told when it has lasted, and none that is plain from what else is told', () => {
  const { entries, kinds } = open()
  entries.phase({ kind: 'loading', loaded: 1, total: 2 })
  entries.phase({ kind: 'starting' })
  vi.advanceTimersByTime(50)
  entries.phase({ kind: 'loading', loaded: 1, total: 2 })
  vi.advanceTimersByTime(50)
  entries.phase({ kind: 'starting' })
  entries.phase({ kind: 'running' })
  entries.output(1, 'name? ')
  entries.phase({ kind: 'waiting' })
  vi.advanceTimersByTime(50)
  entries.input('Ada')
  entries.phase({ kind: 'running' })
  vi.advanceTimersByTime(50)
  entries.phase({ kind: 'waiting' })
  entries.ended(exit)
  expect(kinds()).toEqual(['started', 'loading', 'output', 'waiting', 'input', 'ended'])
})

it('of one run no more is sent than the server keeps: no hole, and the end all the same', () => {
  const { entries, sent } = open({ ...LIMITS, bytes: 7 })
  entries.output(1, 'ab😀😀')
  entries.output(1, 'c')
  entries.ended(exit)
  expect(text(sent)).toBe('ab😀')
  expect(sent.at(-1)).toMatchObject({ kind: 'ended', truncated: true })

  const few = open({ ...LIMITS, entries: 4 })
  for (const line of ['1', '2', '3', '4']) few.entries.input(line)
  few.entries.ended(exit)
  expect(few.kinds()).toEqual(['started', 'input', 'input', 'ended'])
  expect(few.sent.at(-1)).toMatchObject({ truncated: true })
})
