import { expect, it } from 'vitest'
import { Parts } from './parts'

const bytes = (...values: number[]) => Uint8Array.from(values).buffer
/** The smallest module there is. */
const WASM = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

it('a part is held once, shared with workers where memory can be shared', () => {
  const parts = new Parts(true)
  parts.add('a', bytes(1, 2))
  const held = parts.file('a')
  expect(held).toBeInstanceOf(SharedArrayBuffer)
  expect([...new Uint8Array(held)]).toEqual([1, 2])
  parts.add('a', bytes(9))
  expect(parts.file('a')).toBe(held)
  const alone = new Parts(false)
  const given = bytes(3)
  alone.add('a', given)
  expect(alone.file('a')).toBe(given)
})

it('what two languages need stays until the last of them is let go', () => {
  const parts = new Parts(false)
  for (const name of ['c', 'cpp', 'both']) parts.add(name, bytes(1))
  parts.need('c', ['c', 'both'])
  parts.need('cpp', ['cpp', 'both'])
  parts.release('c')
  expect(() => parts.file('c')).toThrow('c was not handed over')
  expect(parts.file('both')).toBeTruthy()
  parts.release('cpp')
  expect(() => parts.file('both')).toThrow()
})

it('a module is compiled once, from shared memory too', async () => {
  for (const share of [true, false]) {
    const parts = new Parts(share)
    parts.add('m', bytes(...WASM))
    parts.add('t', new TextEncoder().encode('text').buffer)
    parts.need('x', ['m', 't'])
    expect(await parts.module('m')).toBe(await parts.module('m'))
    expect(parts.text('t')).toBe('text')
  }
})
