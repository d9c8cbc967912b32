/**
 * Replacing a selection by typing, through the state and not by the browser.
 *
 * What a browser does to the lines itself when a selection is replaced or deleted keeps their looks by style
 * attributes, which the page's CSP blocks and reports. So the event is taken before that happens. Not while an input
 * method composes: its edits cannot be taken, and are read from the page as CodeMirror does with all others.
 */
import { deleteCharBackward } from '@codemirror/commands'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** There CodeMirror lets the key through and runs its command afterwards: deleting here, too, would be once too much. */
const DELETES_LATER = /Apple/.test(navigator.vendor) && navigator.maxTouchPoints > 2

export function replaceInState(): Extension {
  return EditorView.domEventHandlers({
    beforeinput(event, view) {
      if (view.state.selection.main.empty) return false
      // With an edit context (Android) the browser does not touch the lines.
      if (event.isComposing || view.composing || hasEditContext(view.contentDOM)) return false
      if (event.inputType.startsWith('deleteContent')) return !DELETES_LATER && remove(view)
      const text = typed(event)
      return text !== null && insert(view, text)
    },
  })
}

/** A replacement (of a spelling, say) may have its text elsewhere. */
function typed(event: InputEvent): string | null {
  if (event.inputType === 'insertText') return event.data
  if (event.inputType === 'insertReplacementText')
    return event.data ?? event.dataTransfer?.getData('text/plain') ?? null
  return null
}

/** True also where nothing may be deleted: the browser must not do it either. */
function remove(view: EditorView): boolean {
  return deleteCharBackward(view) || view.state.readOnly
}

/** As CodeMirror does with what it reads from the page: whoever handles input (closing brackets) comes first. */
function insert(view: EditorView, text: string): boolean {
  const { state } = view
  if (state.readOnly) return true
  const { from, to } = state.selection.main
  const plain = () => state.update(state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true })
  const handlers = state.facet(EditorView.inputHandler)
  if (!handlers.some((handle) => handle(view, from, to, text, plain))) view.dispatch(plain())
  return true
}

function hasEditContext(element: HTMLElement): boolean {
  return 'editContext' in element && element.editContext !== null
}
