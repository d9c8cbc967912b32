import { useEffect, useState } from 'react'
import type { RunFace } from './faces'
import { Icon } from './Icon'
import './key-cap.css'
import { ariaKeys, caps, keysOf } from './keys'
import { words } from './words'
import './run-button.css'

interface RunButtonProps {
  face: RunFace
  /** `strip`: flush right over the code. `dock`: the thumb-sized one of the phone. */
  place: 'strip' | 'dock'
  onRun: () => void
  onStop: () => void
}

/** Run and Stop are one button in one place; it never moves and never changes its width. Pressed in vain, it says why. */
export function RunButton({ face, place, onRun, onStop }: RunButtonProps) {
  const className = place === 'strip' ? 'runbtn' : 'run-dock'
  switch (face.kind) {
    case 'refused':
      return (
        <button
          type="button"
          className={className}
          data-state={face.kind}
          aria-disabled="true"
          title={face.why}
          onClick={onRun}
        >
          <Icon name="run" />
          <span>{words.run.run}</span>
        </button>
      )
    case 'running':
      return (
        <button
          type="button"
          className={className}
          data-state={face.kind}
          aria-keyshortcuts={ariaKeys('stop')}
          onClick={onStop}
        >
          <Icon name="stop" />
          <span>{words.run.stop}</span>
          {place === 'strip' && face.since !== null && <Elapsed since={face.since} />}
        </button>
      )
    case 'loading':
      return (
        <button
          type="button"
          className={className}
          data-state={face.kind}
          style={{ '--v': `${share(face.loaded, face.total)}%` }}
          aria-busy="true"
          onClick={face.asked ? onStop : onRun}
        >
          <span className="sr">{face.asked ? words.run.stop : words.run.run} </span>
          <span>
            {words.run.loading(face.language)}
            <br />
            {face.total > 0 && words.run.loaded(face.loaded, face.total)}
          </span>
        </button>
      )
    case 'ready':
      return (
        <button
          type="button"
          className={className}
          data-state={face.kind}
          aria-keyshortcuts={ariaKeys('run')}
          onClick={onRun}
        >
          <Icon name="run" />
          <span>{words.run.run}</span>
          {place === 'strip' && (
            <span className="hide-t hide-n" aria-hidden="true">
              <kbd className="key">{RUN_CAPS}</kbd>
            </span>
          )}
        </button>
      )
  }
}

function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className="num" aria-hidden="true">
      {words.run.seconds(Math.max(0, now - since) / 1000)}
    </span>
  )
}

const RUN_CAPS = caps(keysOf('run')[0] ?? '').join(' ')

const share = (loaded: number, total: number) => (total > 0 ? Math.round((100 * loaded) / total) : 0)
