import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RunEntry } from '../sync/messages'
import { Entries, RUN_BYTES_MAX } from './entries'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const sent: RunEntry[] = []
  const entries = new Entries('r', (entry) => sent.push(entry))
  return { entries, sent }
}

const outputs = (sent: readonly RunEntry[]) => sent.flatMap((entry) => (entry.kind === 'output' ? entry.chunks : []))

it('output is batched, everything else goes at once and in order', () => {
  const { entries, sent } = open()
  entries.add({ kind: 'started', file: 'main', fileName: 'main.py', language: 'python' })
  entries.output(1, 'a')
  entries.output(1, 'b')
  entries.output(2, 'c')
  expect(sent.map(({ kind }) => kind)).toEqual(['started', 'output'])
  vi.advanceTimersByTime(50)
  entries.output(1, 'd')
  entries.add({ kind: 'ended', code: 0, ms: 1 })
  expect(sent.map(({ i, kind }) => `${i} ${kind}`)).toEqual([
    '0 started',
    '1 output',
    '2 output',
    '3 output',
    '4 ended',
  ])
  expect(outputs(sent)).toEqual([
    [1, 'a'],
    [1, 'b'],
    [2, 'c'],
    [1, 'd'],
  ])
})

it('no entry is larger than the server takes, whatever the text', () => {
  const { entries, sent } = open()
  entries.output(1, '\u0001'.repeat(100_000))
  entries.output(1, '😀'.repeat(20_000))
  vi.advanceTimersByTime(50)
  const sizes = sent.map((entry) => new TextEncoder().encode(JSON.stringify({ type: 'RUN', ...entry })).length)
  expect(Math.max(...sizes)).toBeLessThan(64 << 10)
  expect(
    outputs(sent)
      .map(([, text]) => text)
      .join(''),
  ).toBe('\u0001'.repeat(100_000) + '😀'.repeat(20_000))
  expect(outputs(sent).every(([, text]) => text.isWellFormed())).toBe(true)
})

it('no more than a MiB of a run is sent', () => {
  const { entries, sent } = open()
  for (let i = 0; i < 40; i++) entries.output(1, '\ufffd'.repeat(16 << 10))
  vi.advanceTimersByTime(100)
  const bytes = new TextEncoder().encode(
    outputs(sent)
      .map(([, text]) => text)
      .join(''),
  ).length
  expect(bytes).toBeLessThanOrEqual(RUN_BYTES_MAX)
  expect(entries.truncated).toBe(true)
})
