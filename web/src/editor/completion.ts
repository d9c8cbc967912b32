/** The list of words that could be meant. */
import {
  autocompletion,
  closeCompletion,
  completeAnyWord,
  selectedCompletion,
  selectedCompletionIndex,
} from '@codemirror/autocomplete'
import { EditorState, type Extension, Prec } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'

/** `opens`: by itself while one types; else only when asked for. */
export function completion(opens: boolean): Extension {
  return [
    // Before the list's own keys.
    Prec.highest(keymap.of([{ key: 'Enter', run: passWholeWord }])),
    autocompletion({ activateOnTyping: opens }),
    EditorState.languageData.of(() => [{ autocomplete: completeAnyWord }]),
  ]
}

/** Enter after a word that is already written as the list has it is a new line, unless somebody went to that word. */
function passWholeWord(view: EditorView): boolean {
  const chosen = selectedCompletion(view.state)
  if (!chosen || chosen.apply !== undefined || selectedCompletionIndex(view.state) !== 0) return false
  const { head } = view.state.selection.main
  const before = view.state.sliceDoc(Math.max(0, head - chosen.label.length), head)
  if (before === chosen.label) closeCompletion(view)
  return false
}
