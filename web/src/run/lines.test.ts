import { expect, it } from 'vitest'
import { LINE_UNITS_MAX, LINES_MAX, Lines, UNITS_MAX } from './lines'

const read = (lines: Lines) => lines.list().map(({ kind, text }) => `${kind}:${text}`)

it('pieces that end anywhere become whole lines', () => {
  const lines = new Lines()
  for (const piece of ['he', 'llo\nwor', 'ld\n', '\n', 'end']) lines.print('out', piece)
  expect(read(lines)).toEqual(['out:hello', 'out:world', 'out:', 'out:end'])
})

it('streams do not share a line', () => {
  const lines = new Lines()
  for (const [kind, text] of [
    ['out', 'a'],
    ['err', 'warn'],
    ['out', 'b'],
  ] as const)
    lines.print(kind, text)
  expect(read(lines)).toEqual(['out:a', 'err:warn', 'out:b'])
})

it('an answer stands on the line of its question; without a question it has its own', () => {
  const lines = new Lines()
  lines.print('out', 'name? ')
  lines.input('Ada')
  lines.input('36')
  lines.print('out', 'hi\n')
  lines.input('more')
  expect(lines.list()).toEqual([
    { kind: 'out', text: 'name? ', answer: 'Ada' },
    { kind: 'in', text: '36' },
    { kind: 'out', text: 'hi' },
    { kind: 'in', text: 'more' },
  ])
})

it('a carriage return starts the line again, unless it ends one', () => {
  const lines = new Lines()
  for (const piece of ['10%\r20', '%\r', '100%\r\n', 'done\r', '\n']) lines.print('out', piece)
  expect(read(lines)).toEqual(['out:100%', 'out:done'])
})

it('of a very long line the beginning is kept, and what is missing is counted', () => {
  const lines = new Lines()
  lines.print('out', 'x'.repeat(LINE_UNITS_MAX))
  lines.print('out', 'y'.repeat(3))
  lines.print('out', 'z\nnext')
  expect(lines.list()).toEqual([
    { kind: 'out', text: 'x'.repeat(LINE_UNITS_MAX), more: 4 },
    { kind: 'out', text: 'next' },
  ])
  const smiles = new Lines()
  smiles.print('err', `x${'😀'.repeat(LINE_UNITS_MAX / 2)}`)
  expect(smiles.list()[0]?.text.isWellFormed()).toBe(true)
  expect(smiles.list()[0]).toMatchObject({ more: 2 })
})

it('a colour that is on at the end of a line is on in the next, of its own stream', () => {
  const lines = new Lines()
  lines.print('out', '\x1b[31mred')
  lines.print('out', '\nstill\n\x1b[0mplain\nafter')
  lines.print('err', 'other')
  expect(read(lines)).toEqual([
    'out:\x1b[31mred',
    'out:\x1b[31mstill',
    'out:\x1b[31m\x1b[0mplain',
    'out:after',
    'err:other',
  ])
  const bar = new Lines()
  bar.print('out', '\x1b[32m10%\r20%')
  expect(read(bar)).toEqual(['out:\x1b[32m20%'])
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
  expect(lines.dropped).toBe(300 - Math.floor(UNITS_MAX / LINE_UNITS_MAX))
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
