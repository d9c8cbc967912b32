import { describe, expect, it } from 'vitest'
import { format, formatMessage } from './format'

const options = { error: (error: Error) => `${error.name}: ${error.message}` }
const show = (value: unknown) => format(value, options)

class Point {
  x = 1
  #hidden = 2
  get sum() {
    return this.x + this.#hidden
  }
}

describe('values are printed as in Node', () => {
  const cyclic: Record<string, unknown> = { name: 'loop' }
  cyclic.self = cyclic
  const table: [unknown, string][] = [
    ['text', 'text'],
    [['text', "it's", 'both \' and "'], "[ 'text', \"it's\", `both ' and \"` ]"],
    [['two\nlines'], "[ 'two\\nlines' ]"],
    [-0, '-0'],
    [12n, '12n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [[], '[]'],
    [{}, '{}'],
    // biome-ignore lint/suspicious/noSparseArray: holes are what this is about
    [[1, , , 4], '[ 1, <2 empty items>, 4 ]'],
    [Object.assign([1], { extra: true }), '[ 1, extra: true ]'],
    [{ a: 1, 'b-c': [2], [Symbol('k')]: 3 }, "{ a: 1, 'b-c': [ 2 ], [Symbol(k)]: 3 }"],
    [new Point(), 'Point { x: 1 }'],
    [Object.create(null), '[Object: null prototype] {}'],
    [new Map<unknown, unknown>([['a', { b: 1 }]]), "Map(1) { 'a' => { b: 1 } }"],
    [new Set([1, 'x']), "Set(2) { 1, 'x' }"],
    [new Uint8Array([1, 2]), 'Uint8Array(2) [ 1, 2 ]'],
    [new ArrayBuffer(8), 'ArrayBuffer { byteLength: 8 }'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'Invalid Date'],
    [/x+/gi, '/x+/gi'],
    [Promise.resolve(1), 'Promise {}'],
    [new WeakMap(), 'WeakMap { <items unknown> }'],
    [Object(3), '[Number: 3]'],
    [function named() {}, '[Function: named]'],
    [[() => 1], '[ [Function (anonymous)] ]'],
    [async () => 1, '[AsyncFunction (anonymous)]'],
    [class Cat extends Point {}, '[class Cat extends Point]'],
    [new RangeError('far'), 'RangeError: far'],
    [Object.assign(new Error('x'), { code: 7 }), 'Error: x { code: 7 }'],
    [cyclic, "<ref *1> { name: 'loop', self: [Circular *1] }"],
    [{ a: { b: { c: { d: { e: { f: 1 } } } } } }, '{\n  a: { b: { c: { d: { e: [Object] } } } }\n}'],
  ]
  it.each(table)('%#: %s', (value, expected) => {
    expect(show(value).replace(/\s+/g, ' ')).toBe(expected.replace(/\s+/g, ' '))
  })
})

it('a getter is shown and not called', () => {
  let called = false
  const value = {
    get now() {
      called = true
      return 1
    },
    set then(_: number) {},
  }
  expect(show(value)).toBe('{ now: [Getter], then: [Setter] }')
  expect(called).toBe(false)
})

it('a value that throws when it is looked at is unreadable, and its neighbours are not', () => {
  const hostile = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('no')
      },
    },
  )
  expect(show([hostile, 1])).toBe('[ [unreadable], 1 ]')
})

it('long lists are cut, and numbers stand in columns', () => {
  const lines = show(Array.from({ length: 120 }, (_, i) => i)).split('\n')
  expect(lines[1]).toBe('   0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15,')
  expect(lines.at(-2)).toBe('  ... 20 more items')
  expect(show(new Set(Array.from({ length: 101 }, (_, i) => i)))).toContain('... 1 more')
})

it('a value that does not fit a line is broken into indented ones', () => {
  const person = { name: 'x'.repeat(40), address: { street: 'y'.repeat(40) } }
  expect(show(person)).toBe(`{\n  name: '${'x'.repeat(40)}',\n  address: { street: '${'y'.repeat(40)}' }\n}`)
})

it('an array of a milliard holes is printed at once, and holes between entries are counted', () => {
  expect(show(new Array(1e9))).toBe('[ <1000000000 empty items> ]')
  const far: unknown[] = []
  far[3] = 'a'
  far[1e9] = 'b'
  expect(show(far)).toBe("[ <3 empty items>, 'a', <999999996 empty items>, 'b' ]")
  expect(show(new Int8Array(1e6))).toContain('... 999900 more items')
})

it('of a value with a million parts the beginning is printed', () => {
  const cube = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => Array(100).fill(12_345)))
  const text = show(cube)
  expect(text.length).toBeLessThan(300_000)
  expect(text).toContain('12345')
  expect(text).toContain('...')
  expect(show('x'.repeat(200_000))).toHaveLength(200_000)
})

describe('a message', () => {
  const table: [unknown[], string][] = [
    [[], ''],
    [['a', 1, { b: 2 }], 'a 1 { b: 2 }'],
    [['%s is %d years', 'Ada', 36, 'old'], 'Ada is 36 years old'],
    [['%i %f', '3.7', '3.7'], '3 3.7'],
    [['%j %o', { a: 1 }, [2]], '{"a":1} [ 2 ]'],
    [['%c styled', 'color: red'], ' styled'],
    [['100%', 5], '100% 5'],
    [['%d%%', 50], '50%'],
    [['%s'], '%s'],
    [[1, '%s', 2], '1 %s 2'],
  ]
  it.each(table)('%j reads as in Node', (values, expected) => {
    expect(formatMessage(values, options)).toBe(expected)
  })
})
