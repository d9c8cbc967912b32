import { type FormEvent, useEffect, useRef, useState } from 'react'
import { words } from '../ui/words'
import './room-title.css'

interface RoomTitleProps {
  title: string
  /** For those who may; answers with what is wrong, or null. */
  onRename: ((title: string) => Promise<string | null>) | null
}

const TITLE_MAX = 120

/** The room's name. Hosts edit it where it stands: Enter or leaving keeps it, Esc gives the old one back. */
export function RoomTitle({ title, onRename }: RoomTitleProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const [wrong, setWrong] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const busy = useRef(false)
  const editing = draft !== null
  useEffect(() => {
    if (editing) field.current?.select()
  }, [editing])

  if (!onRename) return <b>{title}</b>
  if (draft === null)
    return (
      <button type="button" className="room-title" title={words.room.renameHint} onClick={() => setDraft(title)}>
        <b>{title}</b>
        <span className="sr">{words.room.renameHint}</span>
      </button>
    )

  const leave = () => {
    setDraft(null)
    setWrong(false)
  }
  const keep = async (event?: FormEvent) => {
    event?.preventDefault()
    const next = draft.trim()
    if (busy.current) return
    if (next === '' || next === title) return leave()
    busy.current = true
    const problem = await onRename(next)
    busy.current = false
    if (problem === null) leave()
    else setWrong(true)
  }
  return (
    <form className="room-title" onSubmit={keep}>
      <input
        ref={field}
        aria-label={words.room.titleField}
        value={draft}
        maxLength={TITLE_MAX}
        spellCheck={false}
        aria-invalid={wrong}
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => void keep()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          leave()
        }}
      />
    </form>
  )
}
