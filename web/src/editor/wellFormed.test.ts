import { expect, test } from 'vitest'
import { replaceLoneHalves, wellFormed } from './wellFormed'

test.each(['', 'plain', 'a😀b', '\uD83D', 'a\uDE00b', '\uD83D\uD83D\uDE00', '\uDE00\uD83D', '😀\uD83D😀'])(
  '%j is the same with and without the help of the browser',
  (text) => {
    expect(replaceLoneHalves(text)).toBe(text.toWellFormed())
    expect(wellFormed(text)).toBe(text.toWellFormed())
  },
)
