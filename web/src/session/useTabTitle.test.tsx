import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import type { RoomEvent } from '../people/events'
import { useTabTitle } from './useTabTitle'

it('says who came while nobody looks at the tab, and is the name of the room again when somebody does', () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  let tell: (event: RoomEvent) => void = () => undefined
  const events = {
    listen(listener: (event: RoomEvent) => void) {
      tell = listener
      return () => undefined
    },
    close: () => undefined,
  }
  const Titled = () => {
    useTabTitle('Rota gaps', events)
    return null
  }
  const root = createRoot(document.createElement('div'))
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(false)
  const person = { id: 'p', name: 'Noor Haddad', role: 'candidate', colour: 4, online: true } as const
  const joined: RoomEvent = { id: 0, at: new Date(), person, kind: 'joined' }
  act(() => root.render(<Titled />))
  act(() => tell(joined))
  expect(document.title).toBe('Rota gaps · Hotseat')
  hidden.mockReturnValue(true)
  act(() => tell(joined))
  expect(document.title).toBe('Noor joined · Rota gaps')
  hidden.mockReturnValue(false)
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
  expect(document.title).toBe('Rota gaps · Hotseat')
  act(() => root.unmount())
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})
