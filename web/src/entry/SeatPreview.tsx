import type { Participant } from '../api/client'
import { initials } from '../ui/Seat'
import { join as words } from '../ui/words'

// The order in which the server gives free seats away, so that the first people differ most; here only to show the next.
const ORDER = [4, 7, 2, 1, 6, 5, 3, 8] as const
const SEATS = [1, 2, 3, 4, 5, 6, 7, 8] as const
const patterns: Record<number, number> = { 4: 1, 8: 1, 7: 2, 3: 2, 2: 3, 6: 3, 1: 4, 5: 4 }

export function nextSeat(participants: readonly Participant[]): number {
  return ORDER.find((seat) => !participants.some(({ colour }) => colour === seat)) ?? ORDER[0]
}

interface SeatPreviewProps {
  participants: readonly Participant[]
  seat: number
  name: string
}

/** Which seat is next, who sits on the others, and how the others will see this person's cursor. */
export function SeatPreview({ participants, seat, name }: SeatPreviewProps) {
  return (
    <>
      <div className="field">
        <span className="label">{words.seat}</span>
        <ul className="swatches swatches--shown">
          {SEATS.map((each) => {
            const owner = each === seat ? undefined : participants.find(({ colour }) => colour === each)
            return (
              <li
                key={each}
                className={`c${each}`}
                data-next={each === seat ? '' : undefined}
                data-taken={owner ? '' : undefined}
              >
                <span className="sr">
                  {owner
                    ? words.seatTaken(each, owner.name)
                    : each === seat
                      ? words.seatNext(each)
                      : words.seatFree(each)}
                </span>
                <span aria-hidden="true">{owner ? initials(owner.name) : each}</span>
              </li>
            )
          })}
        </ul>
        <span className="hint">{words.seatHint}</span>
      </div>
      <div className="joinsee" aria-hidden="true">
        <span className="meta">{words.preview}</span>
        <div className={`mini c${seat}`}>
          <span className="tok-function">print</span>
          <span className="tok-punctuation">(</span>rota
          {/* The editor's own rules fold a flag after a while; this one stays. */}
          <span className={`cm-remote k${patterns[seat] ?? 1}`} style={{ insetInlineStart: '10ch' }}>
            <span className="flag" style={{ visibility: 'visible' }}>
              {name.trim() || '…'}
            </span>
          </span>
        </div>
      </div>
    </>
  )
}
