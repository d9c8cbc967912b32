import { expect, it } from 'vitest'
import { createConsole } from './console'

function open() {
  const written: string[] = []
  let clock = 0
  const console = createConsole(
    (fd, text) => written.push(`${fd}:${text}`),
    { error: (error) => `${error.name}: ${error.message}` },
    () => clock,
  )
  return {
    console,
    written,
    pass: (ms: number) => {
      clock += ms
    },
  }
}

it('what is a warning goes to standard error', () => {
  const { console, written } = open()
  console.log('a', 1)
  console.warn('b')
  console.assert(true, 'not said')
  console.assert(false, 'said %d', 2)
  expect(written).toEqual(['1:a 1\n', '2:b\n', '2:Assertion failed: said 2\n'])
})

it('groups indent every line', () => {
  const { console, written } = open()
  console.group('one')
  console.log('two\nthree')
  console.groupEnd()
  console.log('four')
  expect(written).toEqual(['1:one\n', '1:  two\n  three\n', '1:four\n'])
})

it('counts and times by label', () => {
  const { console, written, pass } = open()
  console.count()
  console.count()
  console.time('t')
  pass(12.5)
  console.timeEnd('t')
  expect(written).toEqual(['1:default: 1\n', '1:default: 2\n', '1:t: 12.500ms\n'])
})

it('rows become a table', () => {
  const { console, written } = open()
  console.table([{ a: 1, b: 'x' }, { a: 2 }])
  expect(written.join('')).toBe(
    "1:┌─────────┬───┬─────┐\n│ (index) │ a │ b   │\n├─────────┼───┼─────┤\n│ 0       │ 1 │ 'x' │\n│ 1       │ 2 │     │\n└─────────┴───┴─────┘\n",
  )
})
