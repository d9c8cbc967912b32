import { closingReason } from '../entry/arrival'
import { DoorFrame } from '../entry/Door'
import { Icon } from '../ui/Icon'
import { words } from '../ui/words'
import { downloadText } from './download'
import type { RoomView } from './roomView'

interface ClosedRoomProps {
  room: RoomView
  code: number
  reason: string
  onAgain: () => void
}

/** The server closed the room while one was in it: what was written is offered, unsent edits first. */
export function ClosedRoom({ room, code, reason, onAgain }: ClosedRoomProps) {
  const why = closingReason(code)
  const { mark, title, text } = words.doors[why]
  const refused = room.unsaved.refused.get().map((each) => each.text)
  const unsent = [...refused, room.unsaved.text()].filter((each) => each !== '').join('\n')
  const file = room.file.get()
  return (
    <DoorFrame mark={mark} title={title}>
      <p>{text}</p>
      {reason && <p className="mute">{reason}</p>}
      <div className="row">
        {file && (
          <button
            type="button"
            className="btn btn--inv"
            onClick={() => downloadText(file.name, room.files.text(file.id).toString())}
          >
            <Icon name="download" />
            {words.doors.download}
          </button>
        )}
        {unsent && (
          <button
            type="button"
            className="btn"
            onClick={() => downloadText(`unsent-${file?.name ?? 'edits'}.txt`, unsent)}
          >
            <Icon name="download" />
            {words.doors.downloadUnsent}
          </button>
        )}
        {why === 'ended' || why === 'removed' ? (
          <a className="btn" href="/">
            {words.doors.front}
          </a>
        ) : (
          <button type="button" className="btn" onClick={onAgain}>
            {words.doors.again}
          </button>
        )}
      </div>
    </DoorFrame>
  )
}
