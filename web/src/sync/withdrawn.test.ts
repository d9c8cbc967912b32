import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { withdrawn } from './withdrawn'

/** What a document says of each of these edits. */
function edits(doc: Y.Doc, ...acts: ((text: Y.Text) => void)[]): Uint8Array[] {
  const made: Uint8Array[] = []
  const note = (bytes: Uint8Array) => made.push(bytes)
  doc.on('update', note)
  for (const act of acts) doc.transact(() => act(doc.getText('t')))
  doc.off('update', note)
  return made
}

test('an edit that is withdrawn leaves nothing to see, and what was typed into it stays', () => {
  const doc = new Y.Doc()
  const all = edits(
    doc,
    (text) => text.insert(0, 'one two'),
    (text) => {
      text.delete(0, 3)
      text.insert(0, 'a😀b')
      text.insert(text.length, 'end')
    },
    (text) => text.insert(2 + 1, '!'),
    (text) => text.insert(text.length, '?'),
  )
  const server = new Y.Doc()
  for (const [n, bytes] of all.entries()) Y.applyUpdate(server, n === 1 ? (withdrawn(bytes) ?? bytes) : bytes)
  expect(server.getText('t').toString()).toBe('one! two?')
  expect(server.store.pendingStructs).toBeNull()
  expect(server.store.clients.get(doc.clientID)?.at(-1)?.id.clock).toBe(
    doc.store.clients.get(doc.clientID)?.at(-1)?.id.clock,
  )
})

test('nothing is left of an edit on which nothing is built, or that is none of a text', () => {
  const doc = new Y.Doc()
  const [, deletion = new Uint8Array()] = edits(
    doc,
    (text) => text.insert(0, 'abc'),
    (text) => text.delete(1, 1),
  )
  expect(withdrawn(deletion)).toBeNull()
  const [entry = new Uint8Array()] = edits(doc, () => doc.getMap('files').set('main', 1))
  expect(withdrawn(entry)).toBeNull()
})
