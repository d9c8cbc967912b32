/**
 * The eight seats: the order in which the server gives free ones away, so that the first people differ most, and the
 * pattern of each one's caret, so that colour never carries identity alone. The colours are `--seat-1` to `--seat-8` of
 * tokens.css, by the classes `c1` to `c8`; patterns are the classes `k1` to `k4`. A test holds all three to the server.
 */
const SOLID = 1
const LONG_DASH = 2
const DOUBLE = 3
const SHORT_DASH = 4

/** In the order of giving. */
export const SEATS = [
  { seat: 4, pattern: SOLID },
  { seat: 7, pattern: LONG_DASH },
  { seat: 2, pattern: DOUBLE },
  { seat: 1, pattern: SHORT_DASH },
  { seat: 6, pattern: DOUBLE },
  { seat: 5, pattern: SHORT_DASH },
  { seat: 3, pattern: LONG_DASH },
  { seat: 8, pattern: SOLID },
] as const

/** By their numbers, as they stand side by side. */
export const SEAT_NUMBERS = SEATS.map(({ seat }) => seat).sort((a, b) => a - b)

/** The one that the server gives to the next person, free or shared by the fewest; only to show it. */
export function nextSeat(taken: readonly (number | null)[]): number {
  const sharing = (seat: number) => taken.filter((other) => other === seat).length
  return SEATS.reduce<number>((best, { seat }) => (sharing(seat) < sharing(best) ? seat : best), SEATS[0].seat)
}

/** Classes of somebody's caret in the text: colour and pattern. */
export function caretClasses(seat: number): string {
  const { pattern } = SEATS.find((each) => each.seat === seat) ?? SEATS[0]
  const classes = `c${seat} k${pattern}`
  return classes
}
