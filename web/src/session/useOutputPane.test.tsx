import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, it, vi } from 'vitest'
import type { RunRecord } from '../run/records'
import type { RunState } from '../run/run'
import { createStore } from '../sync/store'
import type { Pane } from './Dock'
import type { RoomView } from './roomView'
import { useOutputPane } from './useOutputPane'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
afterEach(() => vi.unstubAllGlobals())

/** A phone that shows the code, and an own run of which the page knows what is given. */
function run(known: Partial<RunRecord>): Pane {
  vi.stubGlobal('matchMedia', () => ({ matches: true }))
  const list = createStore<readonly RunRecord[]>([])
  const state = createStore<RunState>({ kind: 'idle' })
  const room = { runs: { list, state }, events: { listen: () => () => undefined } } as unknown as RoomView
  let shown: Pane = 'code'
  const Screen = () => {
    useOutputPane(room, shown, (next) => {
      shown = next
    })
    return null
  }
  const root = createRoot(document.createElement('div'))
  act(() => root.render(<Screen />))
  act(() => state.set({ kind: 'running', id: 'r', since: 0 }))
  act(() => list.set([{ id: 'r', lines: [], state: 'running', phase: 'running', ...known } as unknown as RunRecord]))
  act(() => root.unmount())
  return shown
}

it('on a phone the output comes to the front once there is something to see or to do there', () => {
  expect(run({})).toBe('code')
  expect(run({ lines: [{ kind: 'out', text: 'a' }] })).toBe('output')
  expect(run({ phase: 'waiting' })).toBe('output')
  expect(run({ state: 'ended' })).toBe('output')
})
