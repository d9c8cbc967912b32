/**
 * Tab as in VS Code: at a caret it fills up to the next stop, with a selection it indents the lines. CodeMirror's own
 * binding (`indentWithTab`) indents the whole line wherever the caret is; its `insertTab` puts a tab into code that is
 * indented by spaces.
 */
import { indentLess, indentMore } from '@codemirror/commands'
import { getIndentUnit, indentUnit } from '@codemirror/language'
import { countColumn, EditorSelection, type StateCommand } from '@codemirror/state'
import type { KeyBinding } from '@codemirror/view'

export const insertIndent: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false
  if (state.selection.ranges.some(({ empty }) => !empty)) return indentMore({ state, dispatch })
  const tabs = state.facet(indentUnit).startsWith('\t')
  const width = getIndentUnit(state)
  const change = state.changeByRange(({ head }) => {
    const line = state.doc.lineAt(head)
    const column = countColumn(line.text, state.tabSize, head - line.from)
    const insert = tabs ? '\t' : ' '.repeat(width - (column % width))
    return { changes: { from: head, insert }, range: EditorSelection.cursor(head + insert.length) }
  })
  dispatch(state.update(change, { userEvent: 'input.indent', scrollIntoView: true }))
  return true
}

export const tabKey: KeyBinding = { key: 'Tab', run: insertIndent, shift: indentLess }
