import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { cut, type PartLimits } from './cut'

const WIDE: PartLimits = { updateBytes: 1 << 20, structs: 20_000, deleteRanges: 100_000 }

/** A text, and the update of one change of it. */
function edit(before: string, change: (text: Y.Text) => void) {
  const doc = new Y.Doc()
  const text = doc.getText('t')
  text.insert(0, before)
  const old = Y.encodeStateAsUpdate(doc)
  let update: Uint8Array = new Uint8Array()
  doc.on('update', (bytes: Uint8Array) => {
    update = bytes
  })
  doc.transact(() => change(text))
  return { old, update, after: text.toString() }
}

/** Applies part after part, and asks after each that nothing waits. */
function applied(old: Uint8Array, parts: readonly Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const part of [old, ...parts]) {
    Y.applyUpdate(doc, part)
    expect(doc.store.pendingStructs).toBeNull()
    expect(doc.store.pendingDs).toBeNull()
  }
  return doc.getText('t').toString()
}

const size = (update: Uint8Array) => {
  const { structs, ds } = Y.decodeUpdate(update)
  return { structs: structs.length, ranges: [...ds.clients.values()].flat().length }
}

describe('an edit', () => {
  test('that fits is sent as it is', () => {
    const { update } = edit('abc', (text) => text.insert(1, 'x'))
    expect(cut(update, WIDE)).toEqual([update])
  })

  test('of too many bytes is cut between characters', () => {
    const { old, update, after } = edit('[]', (text) => text.insert(1, '😀ä'.repeat(500)))
    const parts = cut(update, { ...WIDE, updateBytes: 500 })
    expect(parts.length).toBeGreaterThan(5)
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(500)
    expect(applied(old, parts)).toBe(after)
  })

  test('of too many changes is cut between them', () => {
    const { old, update, after } = edit('line\n'.repeat(1_000), (text) => {
      for (let n = 999; n >= 0; n--) text.insert(n * 5, '  ')
    })
    const parts = cut(update, { ...WIDE, structs: 100 })
    for (const part of parts) expect(size(part).structs).toBeLessThanOrEqual(100)
    expect(applied(old, parts)).toBe(after)
  })

  test('of too many deletions is cut between them', () => {
    const { old, update, after } = edit('ab'.repeat(500), (text) => {
      for (let n = 499; n >= 0; n--) text.delete(2 * n, 1)
    })
    const parts = cut(update, { ...WIDE, deleteRanges: 90 })
    expect(parts).toHaveLength(6)
    for (const part of parts) expect(size(part).ranges).toBeLessThanOrEqual(90)
    expect(applied(old, parts)).toBe(after)
  })

  test('that replaces everything makes room first', () => {
    const { old, update, after } = edit('x'.repeat(900), (text) => {
      text.delete(0, 900)
      text.insert(0, 'y'.repeat(900))
      text.delete(100, 50)
    })
    const parts = cut(update, { ...WIDE, updateBytes: 400 })
    expect(size(parts[0] ?? update)).toMatchObject({ structs: 0 })
    expect(applied(old, parts)).toBe(after)
  })

  test('of several writers is left whole', () => {
    const doc = new Y.Doc()
    for (const name of ['a', 'b']) {
      const other = new Y.Doc()
      other.getText('t').insert(0, name.repeat(300))
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
    }
    const update = Y.encodeStateAsUpdate(doc)
    expect(cut(update, { ...WIDE, updateBytes: 100 })).toEqual([update])
  })
})
