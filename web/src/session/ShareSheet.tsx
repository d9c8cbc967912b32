import { type RefObject, useLayoutEffect } from 'react'
import type { Links } from '../api/client'
import { shortOf } from '../api/link'
import { CopyLine } from '../ui/CopyLine'
import { Icon } from '../ui/Icon'
import { words } from '../ui/words'
import '../ui/tool.css'
import './share-sheet.css'

interface ShareSheetProps {
  links: Links
  sheet: RefObject<HTMLElement | null>
  /** Somebody asked for it: the focus goes in. */
  asked: boolean
  onCopied: (what: 'candidate' | 'observer' | 'host') => void
  onClose: () => void
}

const classes = { candidate: 'btn--hot', observer: '', host: 'btn--pink' }

/** The links this person may hand out, under the name of the room. Not modal: the room beside it is alive. */
export function ShareSheet({ links, sheet, asked, onCopied, onClose }: ShareSheetProps) {
  useLayoutEffect(() => {
    const box = sheet.current
    const before = document.activeElement
    if (asked) box?.querySelector<HTMLElement>('.btn')?.focus()
    return () => {
      // Whoever has gone on to type elsewhere must not be pulled back.
      const inside = box?.contains(document.activeElement)
      if (inside && before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [asked, sheet])
  const { share } = words
  const line = (what: keyof typeof classes) => {
    const link = links[what]
    if (link === undefined) return null
    return (
      <CopyLine
        text={link}
        shown={shortOf(link)}
        label={share.copyLabel[what]}
        className={classes[what]}
        onCopied={() => onCopied(what)}
      />
    )
  }
  return (
    <section ref={sheet} className="sheet" role="dialog" aria-label={share.title}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the page has its banner; this is a heading */}
      <header role="presentation">
        <h2 className="label">{share.title}</h2>
        <button type="button" className="tool" aria-label={words.common.close} onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      {links.candidate && (
        <div className="sheet-send">
          <div className="label mute">{share.send}</div>
          {line('candidate')}
          <p className="meta">{share.sendNote}</p>
        </div>
      )}
      <ul className="sheet-more">
        {links.observer && (
          <li>
            <Icon name="eye" />
            <span>
              <b>{share.watch}</b>
              <span className="meta">{share.watchNote}</span>
            </span>
            {line('observer')}
          </li>
        )}
        {links.host && (
          <li className="hostlink">
            <Icon name="shield" />
            <span>
              <b>{share.host}</b>
              <span className="meta">{share.hostNote}</span>
            </span>
            {line('host')}
          </li>
        )}
      </ul>
      {links.candidate && (
        <footer role="presentation">
          <Icon name="info" />
          {share.barNote}
        </footer>
      )}
    </section>
  )
}
