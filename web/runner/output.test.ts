import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { OUTPUT_BYTES_MAX, type OutputChunk, UNCREDITED_BYTES_MAX } from './messages'
import { Output } from './output'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const text = (value: string): OutputChunk => [1, new TextEncoder().encode(value)]
const decode = (chunks: readonly OutputChunk[]) =>
  chunks.map(([fd, bytes]) => `${fd}:${new TextDecoder().decode(bytes)}`)

function open() {
  const sent: OutputChunk[][] = []
  const output = new Output(
    (chunks) => sent.push(chunks),
    () => undefined,
  )
  const bytes = () => sent.flat().reduce((sum, [, { length }]) => sum + length, 0)
  return { output, sent, bytes }
}

it('the first output after a pause goes at once, the next 50 ms later and together', () => {
  const { output, sent } = open()
  output.add([text('a')])
  expect(sent.map(decode)).toEqual([['1:a']])
  output.add([text('b')])
  output.add([text('c'), [2, new Uint8Array([33])]])
  vi.advanceTimersByTime(49)
  expect(sent).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(sent.map(decode)[1]).toEqual(['1:bc', '2:!'])
})

it('no more than 64 KiB travel without credit', () => {
  const { output, bytes } = open()
  output.add([[1, new Uint8Array(200_000)]])
  vi.advanceTimersByTime(10_000)
  expect(bytes()).toBe(UNCREDITED_BYTES_MAX)
  output.credit(1_000)
  vi.advanceTimersByTime(50)
  expect(bytes()).toBe(UNCREDITED_BYTES_MAX + 1_000)
})

it('nobody looks at a hidden page: output goes at once, because its timers hardly come', () => {
  const { output, sent } = open()
  const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  for (const value of ['a', 'b', 'c']) output.add([text(value)])
  hidden.mockRestore()
  expect(sent.map(decode)).toEqual([['1:a'], ['1:b'], ['1:c']])
})

it('says when the page is behind, and when it no longer is', () => {
  const seen: boolean[] = []
  const output = new Output(
    () => undefined,
    () => undefined,
    (held) => seen.push(held),
  )
  output.add([[1, new Uint8Array(UNCREDITED_BYTES_MAX + 1)]])
  expect(seen.at(-1)).toBe(true)
  output.credit(UNCREDITED_BYTES_MAX)
  vi.advanceTimersByTime(50)
  expect(seen.at(-1)).toBe(false)
})

it('what comes after the output waits for all of it, and the pace no longer matters', () => {
  const { output, sent } = open()
  const ended = vi.fn()
  output.add([text('a')])
  output.add([text('b')])
  output.afterwards(ended)
  expect(sent).toHaveLength(2)
  expect(ended).toHaveBeenCalledOnce()
})

it('the end waits for credit', () => {
  const { output } = open()
  const ended = vi.fn()
  output.add([[1, new Uint8Array(UNCREDITED_BYTES_MAX + 1)]])
  output.afterwards(ended)
  expect(ended).not.toHaveBeenCalled()
  output.credit(UNCREDITED_BYTES_MAX)
  expect(ended).toHaveBeenCalledOnce()
})

it('one MiB is kept, cut between characters', () => {
  const { output } = open()
  expect(output.add([[1, new Uint8Array(OUTPUT_BYTES_MAX - 2)]])).toBe(true)
  expect(output.add([text('a😀')])).toBe(false)
  expect(output.truncated).toBe(true)
  expect(output.add([text('more')])).toBe(false)
})

it('a program that runs again does not print again what is known', () => {
  const { output, sent } = open()
  output.add([text('name? ')])
  output.replay()
  output.add([text('na')])
  output.add([text('me? hello')])
  vi.advanceTimersByTime(100)
  expect(sent.map(decode)).toEqual([['1:name? '], ['1:hello']])
})
