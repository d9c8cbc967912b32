import { useEffect, useState } from 'react'
import { isReady } from '../api/client'
import { useHere } from '../ui/useStore'
import { words } from '../ui/words'
import '../ui/lamp.css'
import '../ui/status.css'

/** True facts of this server, asked once. `failed`: it has not answered to something else since. */
export function ServerFacts({ failed }: { failed: boolean }) {
  const [found, setReady] = useState<boolean | null>(null)
  const ready = failed ? false : found
  useEffect(() => {
    let here = true
    isReady().then((answer) => here && setReady(answer))
    return () => {
      here = false
    }
  }, [])
  return (
    <div className="status" data-state={ready === false ? 'offline' : undefined}>
      <span className="mode">
        {ready === null ? words.landing.asking : ready ? words.landing.ready : words.landing.away}
      </span>
      <span className="hide-p">{useHere() && location.host}</span>
      <span className="hide-p">{words.landing.languages}</span>
      <span className="fill" />
      <span>
        <span className="lamp" aria-hidden="true" />
        {words.landing.zero}
      </span>
    </div>
  )
}
