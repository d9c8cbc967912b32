import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { type JournalEntry, openJournal } from './journal'
import { TestLocks } from './testLocks'

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  TestLocks.install()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  TestLocks.remove()
})

/** `count` updates of one writer, each an insertion of `letters`. */
function updates(count: number, letters = 'x'): Uint8Array[] {
  const doc = new Y.Doc()
  const made: Uint8Array[] = []
  doc.on('update', (bytes: Uint8Array) => made.push(bytes))
  for (let n = 0; n < count; n++) doc.getText('t').insert(0, letters)
  return made
}

const bytesOf = (entries: readonly JournalEntry[]) => entries.map((entry) => [...entry.bytes])

test('what a closed page left is found by the next one, once, in the order it was written', async () => {
  const edits = updates(12)
  const first = await openJournal('s', 'shared')
  for (const edit of edits) first.add(edit)
  await first.close()
  const second = await openJournal('s', 'shared')
  expect(bytesOf(second.found)).toEqual(edits.map((edit) => [...edit]))
  const third = await openJournal('s', 'shared')
  expect(third.found).toEqual([])
  await third.close()
  await second.close()
  const fourth = await openJournal('s', 'shared')
  expect(fourth.found).toHaveLength(12)
})

test('what was acknowledged is not found', async () => {
  const first = await openJournal('s', 'shared')
  const entries = updates(5).map((edit) => first.add(edit))
  await first.flush()
  first.removeUpTo(entries[2]?.seq ?? 0)
  await first.close()
  const second = await openJournal('s', 'shared')
  expect(second.found).toHaveLength(2)
})

test('what was refused is not found', async () => {
  const first = await openJournal('s', 'shared')
  const entries = updates(5).map((edit) => first.add(edit))
  first.removeFrom(entries[2]?.seq ?? 0)
  await first.close()
  expect((await openJournal('s', 'shared')).found).toHaveLength(2)
})

test('an edit is on its way to disk 20 ms after it was made, and at pagehide', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const opened = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const journal = await openJournal('s', 'shared')
  const writes = () => opened.mock.calls.filter((call) => call[1] === 'readwrite').length
  const committed = vi.spyOn(IDBTransaction.prototype, 'commit')
  const [one, two] = updates(2)
  if (!one || !two) throw new Error('no updates')
  journal.add(one)
  vi.advanceTimersByTime(19)
  expect(writes()).toBe(0)
  vi.advanceTimersByTime(1)
  expect(writes()).toBe(1)
  journal.add(two)
  dispatchEvent(new Event('pagehide'))
  expect(writes()).toBe(2)
  // A page that is closing gets no turn in which the browser would commit by itself.
  expect(committed).toHaveBeenCalledTimes(2)
  opened.mockRestore()
  committed.mockRestore()
})

test('a tab that is open keeps its entries; when it closes another takes them over', async () => {
  const first = await openJournal('s', 'shared')
  for (const edit of updates(3)) first.add(edit)
  await first.flush()
  const second = await openJournal('s', 'shared')
  expect(second.found).toEqual([])
  const own = second.add(updates(1)[0] ?? new Uint8Array())
  const adopted = new Promise<readonly JournalEntry[]>((resolve) => second.onAdopted(resolve))
  await first.close()
  const entries = await adopted
  expect(entries).toHaveLength(3)
  expect(entries.every((entry) => entry.seq > own.seq)).toBe(true)
  second.removeUpTo(entries[2]?.seq ?? 0)
  await second.close()
  expect((await openJournal('s', 'shared')).found).toEqual([])
})

test('without Web Locks a tab that wrote nothing for a minute is taken for closed', async () => {
  TestLocks.remove()
  const now = vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  const first = await openJournal('s', 'shared')
  for (const edit of updates(3)) first.add(edit)
  await first.flush()
  now.mockReturnValue(1_030_000)
  expect((await openJournal('s', 'shared')).found).toEqual([])
  now.mockReturnValue(1_061_000)
  expect((await openJournal('s', 'shared')).found).toHaveLength(3)
  now.mockRestore()
})

test('documents and sessions do not see each other', async () => {
  const first = await openJournal('s', 'shared')
  first.add(updates(1)[0] ?? new Uint8Array())
  await first.close()
  expect((await openJournal('s', 'notes')).found).toEqual([])
  expect((await openJournal('t', 'shared')).found).toEqual([])
})

test('more than 4 MiB are kept as one entry that counts all its edits and goes with the last', async () => {
  const edits = updates(6, 'y'.repeat(1024 * 1024))
  const first = await openJournal('s', 'shared')
  const entries = edits.map((edit) => first.add(edit))
  await first.close()
  const second = await openJournal('s', 'shared')
  expect(second.found.length).toBeLessThan(6)
  expect(second.found.reduce((sum, entry) => sum + entry.edits, 0)).toBe(6)
  const doc = new Y.Doc()
  for (const { bytes } of second.found) Y.applyUpdate(doc, bytes)
  expect(doc.getText('t').length).toBe(6 * 1024 * 1024)
  expect(entries).toHaveLength(6)
})

test('clear leaves nothing of the document, whichever tab wrote it', async () => {
  const first = await openJournal('s', 'shared')
  for (const edit of updates(3)) first.add(edit)
  await first.flush()
  const second = await openJournal('s', 'shared')
  await second.clear()
  await first.close()
  expect((await openJournal('s', 'shared')).found).toEqual([])
})

test.each([
  [
    'throws',
    {
      open: () => {
        throw new DOMException('no', 'SecurityError')
      },
    },
  ],
  ['fails', { open: failingOpen }],
])('storage that %s leaves a journal in memory that says so', async (_, factory) => {
  vi.stubGlobal('indexedDB', factory)
  const journal = await openJournal('s', 'shared')
  expect(journal.blocked.get()).toBe(true)
  const entry = journal.add(updates(1)[0] ?? new Uint8Array())
  journal.removeUpTo(entry.seq)
  await journal.close()
})

test('storage that is full says so from then on', async () => {
  const journal = await openJournal('s', 'shared')
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  journal.add(updates(1)[0] ?? new Uint8Array())
  await journal.flush()
  expect(journal.blocked.get()).toBe(true)
  vi.restoreAllMocks()
})

function failingOpen() {
  const request = { onerror: null as (() => void) | null }
  queueMicrotask(() => request.onerror?.())
  return request
}
