import { expect, it } from 'vitest'
import { describeError, runError, userFrames } from './stack'

const source = { name: 'main.js', lines: 10, shift: 12 }

const chromium = `TypeError: x is not a function
    at inner (main.js:3:8)
    at async outer (main.js:7:3)
    at main.js:1:20
    at main.js:11:3
    at eval (main.js:11:9)
    at Program.start (blob:null/1234:1:2000)`

const firefox = `inner@main.js:3:8
async*outer@main.js:7:3
@main.js:1:20
@main.js:11:3
start@blob:null/1234:1:2000
`

it.each([
  ['Chromium', chromium],
  ['Firefox', firefox],
])('only frames of the program are left, with true columns, in %s', (_, stack) => {
  expect(userFrames(stack, source).map(({ line, column }) => `${line}:${column}`)).toEqual(['3:8', '7:3', '1:8'])
})

it('an error reads as in Node', () => {
  const error = Object.assign(new TypeError('x is not a function'), { stack: chromium })
  expect(describeError(error, source)).toBe(
    'TypeError: x is not a function\n    at inner (main.js:3:8)\n    at outer (main.js:7:3)\n    at main.js:1:8',
  )
  expect(runError(error, source, String)).toEqual({
    message: 'TypeError: x is not a function',
    file: 'main.js',
    line: 3,
    column: 8,
  })
})

it('a thrown value that is no error has no place', () => {
  expect(runError(5, source, String)).toEqual({ message: 'Uncaught 5' })
})
