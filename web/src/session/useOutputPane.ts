import { useEffect, useRef, useState } from 'react'
import type { Runs } from '../run/run'
import type { Pane } from './Dock'

/**
 * On the phone the output comes to the front with the first line of an own run, not before: until then there is nothing
 * to see there. Gives the number of own runs that failed while the output was not in front.
 */
export function useOutputPane(runs: Runs, pane: Pane, setPane: (pane: Pane) => void): number {
  const [failures, setFailures] = useState(0)
  const waiting = useRef<string | null>(null)
  const current = useRef(pane)
  current.current = pane

  useEffect(() => {
    if (pane === 'output') setFailures(0)
  }, [pane])

  useEffect(() => {
    const ended = new Set(
      runs.list
        .get()
        .filter((run) => run.state === 'ended')
        .map((run) => run.id),
    )
    const states = runs.state.subscribe(() => {
      const state = runs.state.get()
      if (state.kind === 'running') waiting.current = state.id
    })
    const list = runs.list.subscribe(() => {
      for (const run of runs.list.get()) {
        if (run.id === waiting.current && (run.lines.length > 0 || run.state === 'ended')) {
          waiting.current = null
          if (matchMedia('(max-width: 719px)').matches && current.current === 'code') setPane('output')
        }
        if (run.state !== 'ended' || ended.has(run.id)) continue
        ended.add(run.id)
        if (run.mine && run.exit && run.exit.code !== 0 && current.current !== 'output')
          setFailures((count) => count + 1)
      }
    })
    return () => {
      states()
      list()
    }
  }, [runs, setPane])

  return failures
}
