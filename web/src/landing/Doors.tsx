import { useState } from 'react'
import { ApiError, createSession, type Language } from '../api/client'
import { PasteLink } from '../entry/PasteLink'
import { Icon } from '../ui/Icon'
import { settings } from '../ui/settings'
import { words } from '../ui/words'
import '../ui/field.css'
import './doors.css'
import { preloadSession } from './preload'

interface DoorsProps {
  /** Whether the server answered when it was asked for a room. */
  onAnswer: (answers: boolean) => void
}

/** Create makes the room, which then asks for a name; Join takes a link or a whole message and says what it understood. */
export function Doors({ onAnswer }: DoorsProps) {
  return (
    <div className="doors">
      <CreateDoor onAnswer={onAnswer} />
      <PasteLink label={words.landing.joinField} hint={words.landing.quiet} onReach={preloadSession} />
    </div>
  )
}

type Creation = { kind: 'idle' } | { kind: 'creating' } | { kind: 'failed'; why: string }

function CreateDoor({ onAnswer }: DoorsProps) {
  const [creation, setCreation] = useState<Creation>({ kind: 'idle' })
  const create = async () => {
    if (creation.kind === 'creating') return
    setCreation({ kind: 'creating' })
    try {
      const created = await createSession(lastLanguage())
      onAnswer(true)
      location.assign(created.links.host)
    } catch (error) {
      onAnswer(error instanceof ApiError)
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

/** The language that was used last, if this server may know it. */
function lastLanguage() {
  const language = settings.language.get()
  return isLanguage(language) ? { language } : {}
}

const isLanguage = (id: string | null): id is Language => id !== null && Object.hasOwn(words.languages, id)
