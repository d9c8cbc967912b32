import { useState } from 'react'
import { ApiError, createSession } from '../api/client'
import { PasteLink } from '../entry/PasteLink'
import { Icon } from '../ui/Icon'
import { words } from '../ui/words'
import { preloadSession } from './preload'

/** Create makes the room, which then asks for a name; Join takes a link or a whole message and says what it understood. */
export function Doors() {
  return (
    <div className="doors">
      <CreateDoor />
      <PasteLink label={words.landing.joinField} hint={words.landing.quiet} onReach={preloadSession} />
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
