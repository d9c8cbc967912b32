import { expect, it } from 'vitest'
import { cut, wellFormed } from './text'

it('a cut never leaves half a character', () => {
  expect(['a😀b'].flatMap((text) => [1, 2, 3, 4, 9].map((units) => cut(text, units)))).toEqual([
    'a',
    'a',
    'a😀',
    'a😀b',
    'a😀b',
  ])
})

it('halves of characters are replaced, whole ones are not', () => {
  expect(wellFormed('\ud83d😀\ude00x\udfff')).toBe('\ufffd😀\ufffdx\ufffd')
})
