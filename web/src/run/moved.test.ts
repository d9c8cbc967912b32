import { expect, it } from 'vitest'
import { lineNow, nearLine } from './moved'

const RAN = 'import math\n\ndef half(x):\n    return x / 0\n\nhalf(1)\nhalf(2)'

it.each([
  ['nothing changed', RAN, 4],
  ['lines were added above', `# a\n# b\n# c\n${RAN}`, 7],
  ['lines were added above and below', `# a\n${RAN}\n# b`, 5],
  ['a line above and one below were edited', RAN.replace('math', 'os').replace('half(2)', 'half(3)'), 4],
  ['a line above is gone and one below was edited', RAN.replace('import math\n', '').replace('half(2)', ''), 3],
])('a line is where its words are: %s', (_, now, line) => {
  expect(lineNow(RAN, now, 4)).toBe(line)
  expect(nearLine(RAN, now, 4)).toBe(line)
})

it('a line that was edited is not there any more, but the way to it is', () => {
  const now = `# a\n${RAN.replace('x / 0', 'x / 2')}`
  expect(lineNow(RAN, now, 4)).toBeNull()
  expect(nearLine(RAN, now, 4)).toBe(5)
})

it('equal lines keep their order, and with one more of them between edits none is known', () => {
  const ran = 'a\nprint()\nb\nprint()\nc'
  expect(lineNow(ran, 'A\nprint()\nB\nprint()\nC', 4)).toBe(4)
  expect(lineNow(ran, 'A\nprint()\nprint()\nB\nprint()\nC', 4)).toBeNull()
})

it('the way to one of several equal lines is one of them, also when there are fewer now', () => {
  expect(nearLine('a\nprint()\nprint()\nb', 'A\nprint()\nB', 3)).toBe(2)
  expect(nearLine('a\nprint()\nb', 'A\nprint()\nprint()\nB', 2)).toBe(2)
})

it.each([0, 9])('a line that was never there is nowhere (%i), and the way to it is its number', (line) => {
  expect(lineNow(RAN, RAN, line)).toBeNull()
  expect(nearLine('a', 'b', 3)).toBe(3)
})
