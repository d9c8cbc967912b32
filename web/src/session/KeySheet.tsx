import { Dialog } from '../ui/Dialog'
import '../ui/key-cap.css'
import { caps, keysOf, SHORTCUTS } from '../ui/keys'
import { words } from '../ui/words'
import './key-sheet.css'

type Row = readonly [says: string, chords: string[][]]

/** Commands with the same words stand in one row. */
function rowsOf(group: string): Row[] {
  const rows = new Map<string, string[][]>()
  for (const { command, says, group: its } of SHORTCUTS) {
    if (its !== group) continue
    const chords = keysOf(command).map((key) => caps(key))
    rows.set(words.keys[says], [...(rows.get(words.keys[says]) ?? []), ...chords])
  }
  return [...rows]
}

const groups = [
  { group: 'run', tone: 't-lime' },
  { group: 'move', tone: 't-cyan' },
  { group: 'edit', tone: 't-hot' },
] as const

export const KeySheet = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={words.keys.title} className="keysheet" onClose={onClose}>
    <div className="kcols">
      {groups.map(({ group, tone }) => (
        <div key={group} className="kgroup">
          <h3 className={`label ${tone}`}>{words.keys[group]}</h3>
          <dl>
            {rowsOf(group).map(([label, chords]) => (
              <div key={label} className="krow">
                <dt>{label}</dt>
                <dd>
                  {chords.map((chord, index) => (
                    <span key={chord.join(' ')} className="keys">
                      {index > 0 && <span className="mute">{words.keys.or}</span>}
                      {chord.map((cap) => (
                        <kbd key={cap} className="key">
                          {cap}
                        </kbd>
                      ))}
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  </Dialog>
)
