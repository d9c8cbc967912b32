import { useEffect, useRef, useState } from 'react'
import type { Runs } from '../run/run'
import './sweep.css'

/** A line that crosses the code once when a run starts. */
export function Sweep({ runs }: { runs: Runs }) {
  const [sweep, setSweep] = useState(0)
  const line = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let count = 0
    let before = runs.state.get().kind
    return runs.state.subscribe(() => {
      const now = runs.state.get().kind
      if (before === 'idle' && now !== 'idle') setSweep(++count)
      before = now
    })
  }, [runs])
  // One that stayed would cross again whenever a phone shows the code again; one that is hidden on its way never ends.
  useEffect(() => {
    const over = () => setSweep(0)
    const { current } = line
    if (sweep > 0) for (const event of ['animationend', 'animationcancel']) current?.addEventListener(event, over)
  }, [sweep])
  return sweep > 0 && <span key={sweep} ref={line} className="sweep" aria-hidden="true" />
}
