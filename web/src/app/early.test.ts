import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { pressAgain, rememberPresses } from './early'

rememberPresses()

beforeEach(() => {
  document.documentElement.dataset.early = ''
  document.body.innerHTML = '<form><input><button type="submit" aria-busy="false"><i></i></button></form>'
})
afterEach(() => {
  document.body.innerHTML = ''
})

it('a press before the page hears is shown, and pressed again when it does', () => {
  const submitted = vi.fn((event: Event) => event.preventDefault())
  document.querySelector('form')?.addEventListener('submit', submitted)
  document.querySelector('i')?.click()
  const button = document.querySelector('button')
  expect(submitted).not.toHaveBeenCalled()
  expect(button?.getAttribute('aria-busy')).toBe('true')
  pressAgain()
  expect(submitted).toHaveBeenCalledTimes(1)
  expect(button?.hasAttribute('aria-busy')).toBe(false)
})

it('so is a form that is sent without a press', () => {
  const submitted = vi.fn((event: Event) => event.preventDefault())
  const form = document.querySelector('form')
  form?.addEventListener('submit', submitted)
  form?.requestSubmit()
  expect(submitted).not.toHaveBeenCalled()
  pressAgain()
  expect(submitted).toHaveBeenCalledTimes(1)
})

it('a page that hears is left alone', () => {
  pressAgain()
  const pressed = vi.fn()
  document.querySelector('button')?.addEventListener('click', pressed)
  document.querySelector('button')?.click()
  expect(pressed).toHaveBeenCalledTimes(1)
})
