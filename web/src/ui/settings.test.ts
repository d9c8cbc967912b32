import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { settings } from './settings'
import { currentTheme, nextTheme, startTheme } from './theme'

beforeEach(() => localStorage.clear())
afterEach(() => vi.restoreAllMocks())

const system = (...wanted: string[]) =>
  vi
    .spyOn(globalThis, 'matchMedia')
    .mockImplementation((query) => ({ matches: wanted.some((each) => query.includes(each)) }) as MediaQueryList)

it.each([
  [['light'], 'paper'],
  [['dark'], 'ink'],
  [['more', 'light'], 'stark'],
])('a system that asks for %s gets %s', (wanted, theme) => {
  system(...wanted)
  startTheme()
  expect(currentTheme()).toBe(theme)
})

it('what was chosen wins over the system, and what nobody can have chosen does not', () => {
  system('light')
  settings.theme.set('stark')
  startTheme()
  expect(currentTheme()).toBe('stark')
  localStorage.setItem('hotseat.theme', 'pink')
  localStorage.removeItem('hotseat.name')
  expect(settings.name.get()).toBeNull()
})

it('a choice is told, and lasts for the page where the browser forbids storage', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new Error('forbidden')
  })
  const told = vi.fn()
  settings.language.subscribe(told)
  settings.language.set('python')
  expect(told).toHaveBeenCalledOnce()
  expect(settings.language.get()).toBe('python')
  expect(() => nextTheme()).not.toThrow()
})
