import { useEffect, useRef, useState } from 'react'
import type { Pane, Unseen } from './Dock'
import type { RoomView } from './roomView'

const NOTHING: Unseen = { count: 0, failed: false }

/**
 * On the phone the output comes to the front with the first line of an own run, or when it asks for one, not before: until
 * then there is nothing to see or to do there. Gives the runs that ended while the output was not in front, whoever ran them, and whether one failed.
 */
export function useOutputPane(
  { runs, events }: Pick<RoomView, 'runs' | 'events'>,
  pane: Pane,
  setPane: (pane: Pane) => void,
): Unseen {
  const [unseen, setUnseen] = useState(NOTHING)
  const waiting = useRef<string | null>(null)
  const current = useRef(pane)
  current.current = pane

  useEffect(() => {
    if (pane === 'output') setUnseen(NOTHING)
  }, [pane])

  useEffect(
    () =>
      events.listen((event) => {
        if (event.kind !== 'ended' || current.current === 'output') return
        const failed = event.exit.code !== 0
        setUnseen((now) => ({ count: now.count + 1, failed: now.failed || failed }))
      }),
    [events],
  )

  useEffect(() => {
    const states = runs.state.subscribe(() => {
      const state = runs.state.get()
      if (state.kind === 'running') waiting.current = state.id
    })
    const list = runs.list.subscribe(() => {
      const run = runs.list.get().find(({ id }) => id === waiting.current)
      if (run === undefined) return
      const silent = run.lines.length === 0 && run.state === 'running' && run.phase !== 'waiting'
      if (silent) return
      waiting.current = null
      if (matchMedia('(max-width: 719px)').matches && current.current === 'code') setPane('output')
    })
    return () => {
      states()
      list()
    }
  }, [runs, setPane])

  return unseen
}
