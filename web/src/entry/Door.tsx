import { type ReactNode, useEffect, useRef } from 'react'
import '../ui/bar.css'
import { Mark, Wordmark } from '../ui/Brand'
import { ThemeButton } from '../ui/ThemeButton'
import { words } from '../ui/words'
import type { DoorReason } from './arrival'
import { PasteLink } from './PasteLink'

interface DoorProps {
  reason: DoorReason
  /** What the server said, when it said something. */
  detail: string
  onAgain: () => void
}

/** Another link may open these; the others open by waiting. */
const wantsLink: Record<DoorReason, boolean> = {
  nowhere: true,
  notFound: true,
  noKey: true,
  cutKey: true,
  ended: false,
  removed: false,
  refused: false,
  unreachable: false,
}

/** A door that does not open: what happened, why, and the way on. */
export function Door({ reason, detail, onAgain }: DoorProps) {
  const { mark, title, text } = words.doors[reason]
  return (
    <DoorFrame mark={mark} title={title}>
      <p>{text}</p>
      {wantsLink[reason] ? (
        <div className="doorpaste">
          <PasteLink label={words.doors.field} hint={words.doors.fieldHint} />
        </div>
      ) : (
        detail && <p className="mute">{detail}</p>
      )}
      <div className="row">
        {(reason === 'unreachable' || reason === 'refused') && (
          <button type="button" className="btn btn--inv" onClick={onAgain}>
            {words.doors.again}
          </button>
        )}
        <a className="btn" href="/">
          {words.doors.front}
        </a>
      </div>
    </DoorFrame>
  )
}

/** It takes the place of what one was at, so its heading takes the focus: that is how screen readers hear of it. */
export function DoorFrame({ mark, title, children }: { mark: string; title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = words.doors.title
    heading.current?.focus()
  }, [])
  return (
    <div className="doorpage">
      <header className="topbar topbar--site">
        <a className="mark" href="/" aria-label={words.common.home}>
          <Mark />
        </a>
        <span className="wordcell">
          <Wordmark />
        </span>
        <span className="fill" />
        <ThemeButton />
      </header>
      <main>
        <div className="errpage box">
          <span className="errpage__c" aria-hidden="true">
            {mark}
          </span>
          <div>
            <h1 ref={heading} className="h3" tabIndex={-1}>
              {title}
            </h1>
            {children}
          </div>
        </div>
      </main>
    </div>
  )
}
