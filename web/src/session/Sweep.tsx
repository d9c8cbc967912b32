import { useEffect, useState } from 'react'
import type { Runs } from '../run/run'
import './sweep.css'

/** A line that crosses the code once when a run starts. */
export function Sweep({ runs }: { runs: Runs }) {
  const [count, setCount] = useState(0)
  useEffect(() => {
    let before = runs.state.get().kind
    return runs.state.subscribe(() => {
      const now = runs.state.get().kind
      if (before === 'idle' && now !== 'idle') setCount((runs) => runs + 1)
      before = now
    })
  }, [runs])
  return count > 0 && <span key={count} className="sweep" aria-hidden="true" />
}
