/** The room's keys. They win over the editor's own and over those of any mode. */
import { type Extension, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'

export interface EditorActions {
  onRun?: () => void
  onStop?: () => void
  /** Ctrl+S: everything is saved anyway, so the light shows that it is. */
  onSave?: () => void
}

/** `actions` is read at the key, so that what a page does may change without a new state. */
export function roomKeys(actions: () => EditorActions): Extension {
  const key = (name: string, action: keyof EditorActions) => ({
    key: name,
    preventDefault: true,
    run: () => {
      const act = actions()[action]
      act?.()
      return act !== undefined
    },
  })
  return Prec.highest(
    keymap.of([
      key('Mod-Enter', 'onRun'),
      key('Mod-.', 'onStop'),
      key('Mod-s', 'onSave'),
      { key: 'Ctrl-m', mac: 'Shift-Alt-m', run: toggleTabFocus, preventDefault: true },
    ]),
  )
}

const tabFocus = new WeakMap<EditorView, boolean>()

/** CodeMirror's own toggle says nothing; who cannot see the status line must be told what Tab does now. */
function toggleTabFocus(view: EditorView): boolean {
  const on = !tabFocus.get(view)
  tabFocus.set(view, on)
  view.setTabFocusMode(on)
  view.dispatch({ effects: EditorView.announce.of(on ? 'Tab moves focus' : 'Tab indents') })
  return true
}
