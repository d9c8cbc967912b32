import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { SaveLight } from './SaveLight'

it('says how old a save is when it is new, and then only to whoever points at it', () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.useFakeTimers()
  const box = document.createElement('div')
  const root = createRoot(box)
  const at = Date.now()
  act(() => root.render(<SaveLight face={{ kind: 'saved', at, merged: 0 }} flash={0} />))
  const age = () => box.querySelector<HTMLElement>('.save-age')
  expect(age()?.dataset.news).toBe('')
  act(() => vi.advanceTimersByTime(6_000))
  expect(age()?.dataset.news).toBeUndefined()
  expect(age()?.textContent).toBe('6 s ago')
  act(() => root.render(<SaveLight face={{ kind: 'saved', at: Date.now(), merged: 0 }} flash={0} />))
  expect(age()?.dataset.news).toBe('')
  act(() => root.unmount())
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
