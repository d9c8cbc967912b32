import { expect, it } from 'vitest'
import { chance, RepeatedClock } from './repeat'

it('draws the same numbers for the same seed, spread over all there are', () => {
  const draws = (seed: number) => Array.from({ length: 1_000 }, chance(seed))
  expect(draws(7)).toEqual(draws(7))
  expect(draws(7)).not.toEqual(draws(8))
  const mean = draws(7).reduce((sum, value) => sum + value, 0) / 1_000 / 2 ** 32
  expect(mean).toBeGreaterThan(0.45)
  expect(mean).toBeLessThan(0.55)
})

it('the clock goes on from where it stood when a line was answered, and never back', () => {
  let elapsed = 500
  const clock = new RepeatedClock({ seed: 1, startedAt: 10_000, answeredAt: [14_000, 14_100] }, () => elapsed)
  expect(clock.now()).toBe(10_000)
  elapsed += 20
  expect(clock.now()).toBe(10_020)
  clock.answered()
  expect(clock.now()).toBe(14_000)
  elapsed += 300
  clock.answered()
  expect(clock.now()).toBe(14_300)
  clock.answered()
  expect(clock.now()).toBe(14_300)
})
