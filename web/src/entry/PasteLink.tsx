import { type FormEvent, useLayoutEffect, useRef, useState } from 'react'
import { findLink, hrefOf, type Pasted } from '../api/link'
import '../ui/field.css'
import { Icon } from '../ui/Icon'
import { words } from '../ui/words'
import './paste-link.css'

interface PasteLinkProps {
  label: string
  /** Said while there is nothing to say of what was pasted. */
  hint: string
  /** Somebody reaches for it: what a room needs can be fetched. */
  onReach?: () => void
}

/** Takes a link or a whole message and says what it understood; Enter goes there. */
export function PasteLink({ label, hint, onReach }: PasteLinkProps) {
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  // What was pasted before the script of the page came stands in the field already.
  useLayoutEffect(() => setText(field.current?.value ?? ''), [])
  const typed = text.trim().length > 0
  const pasted: Pasted = typed ? findLink(text, location.origin) : { kind: 'nothing' }
  const wrong = tried && pasted.kind !== 'link'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pasted.kind === 'link') location.assign(hrefOf(pasted.link))
    else setTried(true)
  }
  // Pasting a long message is answered at once; typing is answered when it becomes a link, or on Enter.
  const clear = pasted.kind === 'link' || pasted.kind === 'half' || pasted.kind === 'cut'
  const note = wrong || clear ? understood(pasted, typed) : null
  return (
    <>
      <form className="door-join" onSubmit={submit} noValidate>
        <label className="input">
          <span className="pre" aria-hidden="true">
            &gt;
          </span>
          <input
            ref={field}
            name="to"
            aria-label={label}
            placeholder={words.paste.hint}
            autoComplete="off"
            spellCheck={false}
            value={text}
            aria-invalid={wrong}
            aria-describedby="join-note"
            onFocus={onReach}
            onChange={(event) => {
              setText(event.target.value)
              setTried(false)
            }}
          />
        </label>
        <button type="submit" className="btn btn--inv" onPointerEnter={onReach}>
          {words.paste.join}
        </button>
      </form>
      <p className="doornote field" id="join-note" role="status">
        {note ? (
          <span className={pasted.kind === 'link' ? 'found' : 'error'}>
            <Icon name={pasted.kind === 'link' ? 'check' : 'x'} />
            <span>{note}</span>
          </span>
        ) : (
          <span className="hint">{hint}</span>
        )}
      </p>
    </>
  )
}

function understood(pasted: Pasted, typed: boolean) {
  const { paste } = words
  switch (pasted.kind) {
    case 'link': {
      const { role, origin } = pasted.link
      return paste.found(paste.roles[role], pasted.elsewhere ? new URL(origin).host : paste.here)
    }
    case 'half':
      return paste.half
    case 'cut':
      return paste.cut
    case 'code':
      return paste.code
    case 'nothing':
      return typed ? paste.nothing(location.origin) : paste.empty
  }
}
