/**
 * What helps while one types: brackets that close themselves, and the list of words. A part of its own, fetched when the
 * editor is there: nobody needs it to read the first line.
 */
import { closeBrackets, closeBracketsKeymap, insertBracket } from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'
import { completion } from './completion'

/** `opens`: the list opens by itself. */
export function assistance(opens: boolean): Extension {
  return [closeBrackets(), keymap.of(closeBracketsKeymap), completion(opens)]
}

/** A bracket or quote as if typed, with its other half; false when it has none here. */
export function pair(view: EditorView, character: string): boolean {
  const paired = insertBracket(view.state, character)
  if (paired) view.dispatch(paired, { userEvent: 'input.type', scrollIntoView: true })
  return paired !== null
}
