import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import type { RunRecord } from '../run/records'
import { createStore } from '../sync/store'
import type { RoomEvent } from './events'
import { Wire } from './Wire'

it('names the number of a run also when the server gives it after the end', () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const runs = createStore<readonly RunRecord[]>([])
  let tell: (event: RoomEvent) => void = () => undefined
  const events = {
    listen(listener: (event: RoomEvent) => void) {
      tell = listener
      return () => undefined
    },
    close: () => undefined,
  }
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  act(() => root.render(<Wire events={events} runs={runs} />))
  const person = { id: 'p', name: 'Mara Voss', role: 'host', colour: 4, online: true } as const
  const exit = { code: 1, ms: 5, reason: 'exit', truncated: false } as const
  act(() => tell({ id: 0, at: new Date(), person, kind: 'ended', run: 'r', number: null, exit }))
  expect(box.textContent).toContain('Mara ran, exit 1')
  act(() => runs.set([{ id: 'r', number: 1 } as RunRecord]))
  expect(box.textContent).toContain('Mara ran #1, exit 1')
  act(() => root.unmount())
  box.remove()
  vi.unstubAllGlobals()
})
