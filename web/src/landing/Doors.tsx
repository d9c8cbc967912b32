import { type FormEvent, useState } from 'react'
import { ApiError, createSession } from '../api/client'
import { findLink, hrefOf, type Pasted } from '../api/link'
import { Icon } from '../ui/Icon'
import { words } from '../ui/words'
import { preloadSession } from './preload'

/** Create makes the room, which then asks for a name; Join takes a link or a whole message and says what it understood. */
export function Doors() {
  return (
    <div className="doors">
      <CreateDoor />
      <JoinDoor />
    </div>
  )
}

type Creation = { kind: 'idle' } | { kind: 'creating' } | { kind: 'failed'; why: string }

function CreateDoor() {
  const [creation, setCreation] = useState<Creation>({ kind: 'idle' })
  const create = async () => {
    if (creation.kind === 'creating') return
    setCreation({ kind: 'creating' })
    try {
      location.assign((await createSession()).links.host)
    } catch (error) {
      setCreation({
        kind: 'failed',
        why: error instanceof ApiError ? words.landing.refused(error.message) : words.landing.unreachable,
      })
    }
  }
  return (
    <>
      <button
        type="button"
        className="btn btn--hot btn--slab door"
        aria-busy={creation.kind === 'creating'}
        onPointerEnter={preloadSession}
        onFocus={preloadSession}
        onClick={create}
      >
        <Icon name="seat" />
        {words.landing.create}
      </button>
      {creation.kind === 'failed' && (
        <p className="doornote field" role="alert">
          <span className="error">
            <Icon name="x" />
            {creation.why}
          </span>
        </p>
      )}
    </>
  )
}

function JoinDoor() {
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const pasted = findLink(text, location.origin)
  const typed = text.trim().length > 0
  const wrong = tried && pasted.kind !== 'link'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pasted.kind === 'link') location.assign(hrefOf(pasted.link))
    else setTried(true)
  }
  // Pasting a long message is answered at once; typing is answered when it becomes a link, or on Enter.
  const note = pasted.kind === 'link' || wrong || pasted.kind === 'half' ? understood(pasted, typed) : null
  return (
    <>
      <form className="door-join" onSubmit={submit} noValidate>
        <label className="input">
          <span className="pre" aria-hidden="true">
            &gt;
          </span>
          <input
            name="to"
            aria-label={words.landing.joinField}
            placeholder={words.landing.joinHint}
            autoComplete="off"
            spellCheck={false}
            value={text}
            aria-invalid={wrong}
            aria-describedby="join-note"
            onFocus={preloadSession}
            onChange={(event) => {
              setText(event.target.value)
              setTried(false)
            }}
          />
        </label>
        <button type="submit" className="btn btn--inv" onPointerEnter={preloadSession}>
          {words.landing.join}
        </button>
      </form>
      <p className="doornote field" id="join-note" role="status">
        {note ? (
          <span className={pasted.kind === 'link' ? 'found' : 'error'}>
            <Icon name={pasted.kind === 'link' ? 'check' : 'x'} />
            <span>{note}</span>
          </span>
        ) : (
          <span className="hint">{words.landing.quiet}</span>
        )}
      </p>
    </>
  )
}

function understood(pasted: Pasted, typed: boolean) {
  switch (pasted.kind) {
    case 'link':
      return words.landing.found(
        words.landing.foundRoles[pasted.link.role],
        pasted.elsewhere ? new URL(pasted.link.origin).host : words.landing.here,
      )
    case 'half':
      return words.landing.half
    case 'code':
      return words.landing.code
    case 'nothing':
      return typed ? `${words.landing.nothing} ${words.landing.linkShape(location.origin)}` : words.landing.empty
  }
}
