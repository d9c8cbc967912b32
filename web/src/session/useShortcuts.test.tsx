import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, test, vi } from 'vitest'
import { type CommandOf, SHORTCUTS } from '../ui/keys'
import { useShortcuts } from './useShortcuts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

afterEach(() => {
  document.body.innerHTML = ''
})

const rows = SHORTCUTS.flatMap((row) =>
  row.where === 'window' ? row.keys.map((key) => [row.command, key] as const) : [],
)

test.each(rows)('%s is done at %s, before the editor hears of it', (command, key) => {
  const done = vi.fn<(command: string) => void>()
  const heard = vi.fn()
  const actions = Object.fromEntries(rows.map(([each]) => [each, () => done(each)])) as Record<
    CommandOf<'window'>,
    () => void
  >
  const Room = () => {
    useShortcuts(actions)
    return <button type="button" onKeyDown={heard} />
  }
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  act(() => root.render(<Room />))
  const pressed = new KeyboardEvent('keydown', {
    key: key.replace(/^(Mod|Shift)-/, ''),
    shiftKey: key.startsWith('Shift-'),
    ctrlKey: key.startsWith('Mod-'),
    bubbles: true,
    cancelable: true,
  })
  box.firstElementChild?.dispatchEvent(pressed)
  expect(done.mock.calls).toEqual([[command]])
  expect(heard).not.toHaveBeenCalled()
  expect(pressed.defaultPrevented).toBe(true)
  act(() => root.unmount())
})
