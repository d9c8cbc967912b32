import { indentUnit } from '@codemirror/language'
import { EditorSelection, EditorState, type Transaction } from '@codemirror/state'
import { expect, test } from 'vitest'
import { insertIndent } from './tab'

/** The text after Tab; `|` is the caret, `[` and `]` the ends of a selection. */
function afterTab(marked: string, unit = '    ', readOnly = false): string {
  const doc = marked.replace(/[|[\]]/g, '')
  const from = marked.search(/[|[]/)
  const to = marked.includes(']') ? marked.indexOf(']') - 1 : from
  const state = EditorState.create({
    doc,
    selection: EditorSelection.single(from, to),
    extensions: [indentUnit.of(unit), EditorState.readOnly.of(readOnly)],
  })
  let after: EditorState = state
  const dispatch = (tr: Transaction) => {
    after = tr.state
  }
  insertIndent({ state, dispatch })
  const { main } = after.selection
  const text = after.doc.toString()
  return main.empty ? `${text.slice(0, main.head)}|${text.slice(main.head)}` : text
}

test.each([
  ['at the start of a line', '|pass', '    |pass'],
  ['in the middle of a line, up to the next stop', 'x =| 1', 'x = | 1'],
  ['at a stop', 'x = |1', 'x =     |1'],
])('Tab inserts at the caret: %s', (_, before, after) => {
  expect(afterTab(before)).toBe(after)
})

test('Tab with a selection indents its lines', () => {
  expect(afterTab('a[b\nc]d')).toBe('    ab\n    cd')
})

test('Tab is a tab where code is indented by tabs', () => {
  expect(afterTab('x|', '\t')).toBe('x\t|')
})

test('Tab does nothing where one may only read', () => {
  expect(afterTab('x|', '    ', true)).toBe('x|')
})
