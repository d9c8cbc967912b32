import { expect, test } from 'vitest'
import { ariaKeys, caps, commandOf, keysOf, named, type Place, SHORTCUTS } from './keys'

const both = [true, false]

/** Whatever the order in which its modifiers are written. */
const chord = (key: string) =>
  key
    .toLowerCase()
    .split(/-(?=.)/)
    .sort()
    .join('-')

test.each(both)('nothing is bound twice in one place (Mac: %s)', (mac) => {
  for (const place of ['editor', 'window'] satisfies Place[]) {
    const keys = SHORTCUTS.filter(({ where }) => where === place).flatMap(({ command }) => keysOf(command, mac))
    const chords = keys.map((key) => chord(key.replace('Mod', mac ? 'Cmd' : 'Ctrl')))
    expect(chords.filter((each, i) => chords.indexOf(each) !== i)).toEqual([])
  }
})

test.each(both)('no key of the window takes one of the editor away (Mac: %s)', (mac) => {
  const of = (place: Place) =>
    SHORTCUTS.filter(({ where }) => where === place).flatMap(({ command }) => keysOf(command, mac).map(chord))
  expect(of('editor').filter((key) => of('window').includes(key))).toEqual([])
})

test('every command stands in the table once', () => {
  const commands = SHORTCUTS.map(({ command }) => command)
  expect(new Set(commands).size).toBe(commands.length)
})

test('a chord is written for the sheet, for a sentence and for assistive technology', () => {
  expect(caps('Mod-Shift-z', false)).toEqual(['Ctrl', '⇧', 'Z'])
  expect(caps('Mod-Shift-z', true)).toEqual(['⌘', '⇧', 'Z'])
  expect(caps('Alt-ArrowUp', true)).toEqual(['⌥', '↑'])
  expect(caps('?')).toEqual(['?'])
  expect(named('tab', false)).toBe('Ctrl+M')
  expect(named('tab', true)).toBe('Shift+Alt+M')
  expect(ariaKeys('run', false)).toBe('Control+Enter')
  expect(ariaKeys('stop', true)).toBe('Meta+.')
  expect(ariaKeys('redo', false)).toBe('Control+Shift+Z Control+Y')
})

const pressed = (key: string, held: KeyboardEventInit = {}) => commandOf(new KeyboardEvent('keydown', { key, ...held }))

test('no key of the window is one that types: whoever speaks to the page, or rests a hand on it, does nothing by it', () => {
  const keys = SHORTCUTS.flatMap((row) => (row.where === 'window' ? row.keys : []))
  expect(keys.filter((key) => !/^(Mod|Ctrl)-|^(Shift-)?F\d+$/.test(key))).toEqual([])
  expect(pressed('?', { shiftKey: true })).toBeNull()
})

test('Shift is a part of the sign that needs it, and makes another chord of all other keys', () => {
  expect(pressed('?', { ctrlKey: true, shiftKey: true })).toBe('keys')
  expect(pressed('.', { ctrlKey: true, shiftKey: true })).toBe('stop')
  expect(pressed('S', { ctrlKey: true, shiftKey: true })).toBeNull()
  expect(pressed('Enter', { ctrlKey: true, shiftKey: true })).toBeNull()
  expect([pressed('F8'), pressed('F8', { shiftKey: true })]).toEqual(['error', 'error'])
})
