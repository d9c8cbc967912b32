import { expect, it } from 'vitest'
import { LINE_UNITS_MAX, LINES_MAX, Lines, UNITS_MAX } from './lines'

const read = (lines: Lines) => lines.list().map(({ kind, text }) => `${kind}:${text}`)

it('pieces that end anywhere become whole lines', () => {
  const lines = new Lines()
  for (const piece of ['he', 'llo\nwor', 'ld\n', '\n', 'end']) lines.print('out', piece)
  expect(read(lines)).toEqual(['out:hello', 'out:world', 'out:', 'out:end'])
})

it('streams do not share a line, and input starts its own', () => {
  const lines = new Lines()
  lines.print('out', 'name? ')
  lines.input('Ada')
  lines.print('out', 'hi')
  lines.print('err', 'warn')
  lines.print('out', 'more')
  expect(read(lines)).toEqual(['out:name? ', 'in:Ada', 'out:hi', 'err:warn', 'out:more'])
})

it('a carriage return starts the line again, unless it ends one', () => {
  const lines = new Lines()
  for (const piece of ['10%\r20', '%\r', '100%\r\n', 'done\r', '\n']) lines.print('out', piece)
  expect(read(lines)).toEqual(['out:100%', 'out:done'])
})

it('a very long line is broken', () => {
  const lines = new Lines()
  lines.print('out', 'x'.repeat(LINE_UNITS_MAX + 1))
  expect(lines.list().map(({ text }) => text.length)).toEqual([LINE_UNITS_MAX, 1])
})

it('the oldest lines go when there are too many, and are counted', () => {
  const lines = new Lines()
  for (let i = 0; i < LINES_MAX + 5; i++) lines.print('out', `${i}\n`)
  expect(lines.list()).toHaveLength(LINES_MAX)
  expect(lines.list()[0]?.text).toBe('5')
  expect(lines.dropped).toBe(5)
})

it('the oldest lines go when there is too much text', () => {
  const lines = new Lines()
  for (let i = 0; i < 300; i++) lines.print('out', `${'x'.repeat(LINE_UNITS_MAX)}\n`)
  expect(lines.units).toBeLessThanOrEqual(UNITS_MAX)
  expect(lines.dropped).toBe(300 - UNITS_MAX / LINE_UNITS_MAX)
})

it('the list is the same until something was added', () => {
  const lines = new Lines()
  lines.print('out', 'a')
  const before = lines.list()
  expect(lines.list()).toBe(before)
  lines.print('out', 'b')
  expect(lines.list()).not.toBe(before)
  expect(before.map(({ text }) => text)).toEqual(['a'])
})
