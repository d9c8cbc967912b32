import { useEffect, useRef } from 'react'
import type { Links } from '../api/client'
import { CopyButton, CopyLine } from '../ui/CopyLine'
import { Icon } from '../ui/Icon'
import { words } from '../ui/words'

interface ShareSheetProps {
  links: Links
  /** Nobody else is here: the sheet will close when somebody comes. */
  alone: boolean
  onCopied: (what: 'candidate' | 'observer' | 'host') => void
  onClose: () => void
}

/** The links this person may hand out. Not modal: the room behind it is alive. */
export function ShareSheet({ links, alone, onCopied, onClose }: ShareSheetProps) {
  const sheet = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    sheet.current?.querySelector<HTMLElement>('.btn')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <section
      ref={sheet}
      className="pop pop--room sheet"
      role="dialog"
      aria-label={words.share.title}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the page has its banner; this is a heading */}
      <header role="presentation">
        <h2 className="label">{words.share.title}</h2>
        {alone && <span className="meta">{words.share.note}</span>}
        <button type="button" className="tool" aria-label={words.common.close} onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      {links.candidate && (
        <div className="top">
          <div>
            <div className="label mute">{words.share.send}</div>
            <CopyLine
              text={links.candidate}
              label={words.share.copyCandidate}
              className="btn--hot"
              onCopied={() => onCopied('candidate')}
            />
            <p className="meta">{words.share.sendNote}</p>
          </div>
        </div>
      )}
      <ul className="more">
        {links.observer && (
          <li>
            <Icon name="eye" />
            <span>
              <b>{words.share.watch}</b>
              <span className="meta">{words.share.watchNote}</span>
            </span>
            <CopyButton text={links.observer} label={words.share.copyWatch} onCopied={() => onCopied('observer')} />
          </li>
        )}
        {links.host && (
          <li className="hostlink">
            <Icon name="shield" />
            <span>
              <b>{words.share.host}</b>
              <span className="meta">{words.share.hostNote}</span>
            </span>
            <CopyButton
              text={links.host}
              label={words.share.copyHost}
              className="btn--pink"
              onCopied={() => onCopied('host')}
            />
          </li>
        )}
      </ul>
      <footer role="presentation">
        <Icon name="shield" />
        {words.share.barNote}
      </footer>
    </section>
  )
}
