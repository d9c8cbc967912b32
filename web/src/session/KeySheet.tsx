import { Dialog } from '../ui/Dialog'
import { keys as words } from '../ui/words'

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent)
const mod = mac ? '⌘' : 'Ctrl'

type Row = readonly [label: string, ...chords: string[][]]

const groups: { title: string; tone: string; rows: Row[] }[] = [
  {
    title: words.run,
    tone: 't-lime',
    rows: [
      [words.run, [mod, '↵']],
      [words.stop, [mod, '.']],
      [words.saveState, [mod, 'S']],
    ],
  },
  {
    title: words.move,
    tone: 't-cyan',
    rows: [
      [words.editor, [mod, '1']],
      [words.console, [mod, '2']],
      [words.people, [mod, '4']],
      [words.tab, mac ? ['⇧', '⌥', 'M'] : ['Ctrl', 'M']],
      [words.sheet, ['?']],
    ],
  },
  {
    title: words.edit,
    tone: 't-hot',
    rows: [
      [words.undo, [mod, 'Z']],
      [words.redo, [mod, '⇧', 'Z']],
      [words.comment, [mod, '/']],
      [words.moveLine, ['Alt', '↑'], ['Alt', '↓']],
      [words.next, [mod, 'D']],
      [words.find, [mod, 'F']],
    ],
  },
]

export const KeySheet = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={words.title} className="keysheet" onClose={onClose}>
    <div className="kcols">
      {groups.map(({ title, tone, rows }) => (
        <div key={title} className="kgroup">
          <h3 className={`label ${tone}`}>{title}</h3>
          <dl>
            {rows.map(([label, ...chords]) => (
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
