import type { Participant } from '../api/client'
import { initials } from '../ui/Seat'
import { caretClasses, nextSeat, SEAT_NUMBERS } from '../ui/seats'
import { words } from '../ui/words'
import '../ui/code.css'
import '../ui/field.css'
import './seat-preview.css'

interface SeatPreviewProps {
  /** Not known yet: nobody's seat is shown then. */
  participants: readonly Participant[] | undefined
  name: string
}

/** Which seat is next, who sits on the others, and how the others will see this person's cursor. */
export function SeatPreview({ participants, name }: SeatPreviewProps) {
  const seat = participants && nextSeat(participants.map(({ colour }) => colour))
  return (
    <>
      <div className="field">
        <span className="label">{words.join.seat}</span>
        <ul className="swatches">
          {SEAT_NUMBERS.map((each) => {
            const owner = each === seat ? undefined : participants?.find(({ colour }) => colour === each)
            return (
              <li
                key={each}
                className={`c${each}`}
                data-next={each === seat ? '' : undefined}
                data-taken={owner ? '' : undefined}
              >
                <span className="sr">
                  {owner
                    ? words.join.seatTaken(each, owner.name)
                    : each === seat
                      ? words.join.seatNext(each)
                      : participants
                        ? words.join.seatFree(each)
                        : words.join.seatNumber(each)}
                </span>
                <span aria-hidden="true">{owner ? initials(owner.name) : each}</span>
              </li>
            )
          })}
        </ul>
        <span className="hint">{words.join.seatHint}</span>
      </div>
      <div className="joinsee" aria-hidden="true">
        <span className="meta">{words.join.preview}</span>
        <div className="mini">
          <span className="tok-function">print</span>
          <span className="tok-punctuation">(</span>rota
          {/* The editor's own rules fold a flag after a while; this one stays. */}
          {seat && (
            <span className={`cm-remote ${caretClasses(seat)}`} style={{ insetInlineStart: '10ch' }}>
              <span className="flag" style={{ visibility: 'visible' }}>
                {name.trim() || '…'}
              </span>
            </span>
          )}
        </div>
      </div>
    </>
  )
}
