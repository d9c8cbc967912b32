/** The keys that an editor of its own would not have, and those whose place in the table says where they are. */
import { moveLineDown, moveLineUp, toggleComment } from '@codemirror/commands'
import { type Extension, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { bind } from '../ui/keys'
import { words } from '../ui/words'

/** They win over those of any mode. */
export function roomKeys(): Extension {
  return Prec.highest(
    keymap.of([
      ...bind('tab', toggleTabFocus),
      ...bind('comment', toggleComment),
      ...bind('lineUp', moveLineUp),
      ...bind('lineDown', moveLineDown),
    ]),
  )
}

const tabFocus = new WeakMap<EditorView, boolean>()

/** CodeMirror's own toggle says nothing; who cannot see the status line must be told what Tab does now. */
function toggleTabFocus(view: EditorView): boolean {
  const on = !tabFocus.get(view)
  tabFocus.set(view, on)
  view.setTabFocusMode(on)
  view.dispatch({ effects: EditorView.announce.of(on ? words.editor.tabMoves : words.editor.tabIndents) })
  return true
}
