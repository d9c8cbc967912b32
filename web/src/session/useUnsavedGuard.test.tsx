import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import type { RefusedText } from '../sync/journal'
import type { SaveState } from '../sync/save'
import { createStore } from '../sync/store'
import { useUnsavedGuard } from './useUnsavedGuard'

it('the browser asks while an edit is not on disk, and not whoever has said that they leave', () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const unsaved = {
    state: createStore<SaveState>({ kind: 'saved', at: null }),
    refused: createStore<readonly RefusedText[]>([]),
    storageBlocked: createStore(false),
    dismissRefused: vi.fn(),
    text: () => '',
  }
  let left = { current: false }
  const Guarded = () => {
    left = useUnsavedGuard(unsaved)
    return null
  }
  const root = createRoot(document.createElement('div'))
  act(() => root.render(<Guarded />))
  const asks = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect(asks()).toBe(false)
  unsaved.state.set({ kind: 'sending', edits: 1, since: 0 })
  expect(asks()).toBe(true)
  left.current = true
  expect(asks()).toBe(false)
  act(() => root.unmount())
  vi.unstubAllGlobals()
})
