import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { initials } from './Seat'
import { Split } from './Split'
import { currentTheme, nextTheme, startTheme } from './theme'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

let host: HTMLElement
beforeEach(() => {
  localStorage.clear()
  document.documentElement.removeAttribute('style')
  document.body.innerHTML = '<div></div>'
  host = document.body.firstElementChild as HTMLElement
})
afterEach(() => {
  document.body.innerHTML = ''
  vi.restoreAllMocks()
})

describe('initials', () => {
  it.each([
    ['Noor Haddad', 'NH'],
    ['  Mara   van der Voss ', 'MV'],
    ['Ife', 'If'],
    ['Guest Otter', 'GO'],
    ['😀 Smile', 'Sm'],
    ['Kim (2)', 'Ki'],
    ['Ann - Lee', 'AL'],
    ['Ann (she) Lee', 'AL'],
    ['(Kim)', 'Ki'],
    ['李 明', '李明'],
    ['नमिता', 'नमि'],
    ['👩‍💻 🇳🇱', '👩‍💻'],
    ['--', '-'],
    ['', ''],
  ])('of "%s" are "%s"', (name, expected) => {
    expect(initials(name)).toBe(expected)
  })
})

describe('the theme', () => {
  const system = (...wanted: string[]) =>
    vi
      .spyOn(window, 'matchMedia')
      .mockImplementation((query) => ({ matches: wanted.includes(query) }) as MediaQueryList)

  it.each([
    ['ink', []],
    ['paper', ['(prefers-color-scheme: light)']],
    ['stark', ['(prefers-contrast: more)', '(prefers-color-scheme: light)']],
  ] as const)('is %s where the system asks for %j', (theme, wanted) => {
    system(...wanted)
    startTheme()
    expect(currentTheme()).toBe(theme)
  })

  it('stays what was chosen here, whatever the system asks for', () => {
    system('(prefers-color-scheme: light)')
    startTheme()
    nextTheme()
    startTheme()
    expect(currentTheme()).toBe('stark')
  })

  it('goes through the three and is kept on this device', () => {
    system()
    startTheme()
    expect(currentTheme()).toBe('ink')
    expect(nextTheme()).toBe('paper')
    expect(nextTheme()).toBe('stark')
    startTheme()
    expect(currentTheme()).toBe('stark')
    expect(nextTheme()).toBe('ink')
  })
})

describe('a split', () => {
  const property = '--col-out'
  const size = () => document.documentElement.style.getPropertyValue(property)
  const show = () => {
    host = document.body.appendChild(document.createElement('div'))
    const root = createRoot(host)
    act(() =>
      root.render(
        <Split property={property} label="Width of the console" orientation="vertical" min={300} max={700} />,
      ),
    )
    const bar = host.querySelector('hr')
    if (!bar) throw new Error('no separator')
    return {
      bar,
      press: (key: string) => act(() => bar.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))),
    }
  }

  it('moves by arrows, jumps by Home and End, and is kept on this device', () => {
    document.documentElement.style.setProperty(property, '424px')
    const { bar, press } = show()
    press('ArrowLeft')
    expect(size()).toBe('440px')
    press('ArrowRight')
    expect(size()).toBe('424px')
    press('End')
    expect(size()).toBe('700px')
    press('Home')
    expect(size()).toBe('300px')
    expect(bar.getAttribute('aria-valuenow')).toBe('300')
    expect(localStorage.getItem('hotseat.split.col-out')).toBe('300')
  })

  it('takes the kept size back, unless it is out of bounds now', () => {
    localStorage.setItem('hotseat.split.col-out', '512')
    show()
    expect(size()).toBe('512px')
    document.documentElement.removeAttribute('style')
    localStorage.setItem('hotseat.split.col-out', '9000')
    show()
    expect(size()).toBe('')
  })

  it('gives the default back on a double click', () => {
    localStorage.setItem('hotseat.split.col-out', '512')
    const { bar } = show()
    act(() => bar.dispatchEvent(new MouseEvent('dblclick', { bubbles: true })))
    expect(size()).toBe('')
    expect(localStorage.getItem('hotseat.split.col-out')).toBeNull()
  })
})
