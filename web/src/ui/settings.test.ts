import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { settings } from './settings'

beforeEach(() => localStorage.clear())
afterEach(() => vi.restoreAllMocks())

it('what nobody can have chosen is not chosen', () => {
  localStorage.setItem('hotseat.theme', 'pink')
  localStorage.setItem('hotseat.name', '')
  expect(settings.theme.get()).toBeNull()
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
})
