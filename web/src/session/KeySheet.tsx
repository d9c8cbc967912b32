import { Dialog } from '../ui/Dialog'
import { caps, keysOf, SHORTCUTS } from '../ui/keys'
import { keys as words } from '../ui/words'

type Row = readonly [says: string, chords: string[][]]

/** Commands with the same words stand in one row. */
function rowsOf(group: string): Row[] {
  const rows = new Map<string, string[][]>()
  for (const { command, says, group: its } of SHORTCUTS) {
    if (its !== group) continue
    const chords = keysOf(command).map((key) => caps(key))
    rows.set(says, [...(rows.get(says) ?? []), ...chords])
  }
  return [...rows]
}

const groups: { title: string; tone: string; rows: Row[] }[] = [
  { title: words.run, tone: 't-lime', rows: rowsOf('run') },
  { title: words.move, tone: 't-cyan', rows: rowsOf('move') },
  { title: words.edit, tone: 't-hot', rows: rowsOf('edit') },
]

export const KeySheet = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={words.title} className="keysheet" onClose={onClose}>
    <div className="kcols">
      {groups.map(({ title, tone, rows }) => (
        <div key={title} className="kgroup">
          <h3 className={`label ${tone}`}>{title}</h3>
          <dl>
            {rows.map(([label, chords]) => (
              <div key={label} className="krow">
                <dt>{label}</dt>
                <dd>
                  {chords.map((chord, index) => (
                    <span key={chord.join(' ')} className="keys">
                      {index > 0 && <span className="mute">{words.or}</span>}
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
