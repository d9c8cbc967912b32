import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it } from 'vitest'
import type { RunState, Runs } from '../run/run'
import { createStore } from '../sync/store'
import { Sweep } from './Sweep'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

it.each(['animationend', 'animationcancel'])(
  'is gone when it has crossed the code or was hidden on its way (%s)',
  (event) => {
    const state = createStore<RunState>({ kind: 'idle' })
    const box = document.createElement('div')
    const root = createRoot(box)
    act(() => root.render(<Sweep runs={{ state } as unknown as Runs} />))
    const line = () => box.querySelector('.sweep')
    for (let run = 0; run < 2; run++) {
      act(() => state.set({ kind: 'starting' }))
      expect(line()).not.toBeNull()
      act(() => line()?.dispatchEvent(new Event(event)))
      expect(line()).toBeNull()
      act(() => state.set({ kind: 'idle' }))
    }
    act(() => root.unmount())
  },
)
