import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { caretClasses, nextSeat, SEAT_NUMBERS, SEATS } from './seats'

const SERVER = '../server/src/main/java/hotseat/server'
const rule = readFileSync(`${SERVER}/session/Seats.java`, 'utf8')
const colours = readFileSync(`${SERVER}/wire/PresenceState.java`, 'utf8')
const tokens = readFileSync('src/ui/tokens.css', 'utf8')

test('seats are given in the order of the server', () => {
  const order = /ORDER = List\.of\(([\d, ]+)\)/.exec(rule)?.[1]?.split(', ').map(Number)
  expect(SEATS.map(({ seat }) => seat)).toEqual(order)
})

test('the colours that foreign editors get are those of the dark theme', () => {
  const sent = /COLOURS =\s*List\.of\(([^)]*)\)/.exec(colours)?.[1]?.match(/#\w{6}/g)
  const dark = /\[data-theme="ink"\] \{([^}]*)\}/.exec(tokens)?.[1] ?? ''
  const colour = (token: string) => new RegExp(`--${token}: (#\\w{6});`).exec(dark)?.[1]
  expect(SEAT_NUMBERS.map((seat) => colour(`seat-${seat}`))).toEqual(sent)
  expect(colour('fg-3')).toBe(/NO_SEAT = "(#\w{6})"/.exec(colours)?.[1])
})

test('the next seat is a free one, else the one that the fewest share', () => {
  expect(nextSeat([])).toBe(4)
  expect(nextSeat([4, null, 2])).toBe(7)
  expect(nextSeat([1, 2, 3, 4, 5, 6, 7, 8])).toBe(4)
  expect(nextSeat([1, 2, 3, 4, 5, 6, 7, 8, 4])).toBe(7)
})

test('a caret has a pattern beside its colour; the first four seats differ', () => {
  expect(SEATS.slice(0, 4).map(({ pattern }) => pattern)).toEqual([1, 2, 3, 4])
  expect(caretClasses(5)).toBe('c5 k4')
})
