import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { type JournalEntry, type JournalOwner, openJournal } from './journal'
import { TestChannel } from './testChannel'
import { TestLocks } from './testLocks'

let pages = 0

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('BroadcastChannel', TestChannel)
  vi.stubGlobal('reportError', vi.fn())
  TestLocks.install()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  TestLocks.remove()
  TestChannel.deaf.clear()
})

/** A page of Ada in session s, or what the test says instead. */
function open(owner: Partial<JournalOwner> = {}) {
  const page = (++pages).toString(16).padStart(32, '0')
  return openJournal({
    session: 's',
    document: 'shared',
    participant: 'ada',
    page,
    before: null,
    alone: true,
    ...owner,
  })
}

/** `count` updates of one writer, each an insertion of `letters`. */
function updates(count: number, letters = 'x'): Uint8Array[] {
  const doc = new Y.Doc()
  const made: Uint8Array[] = []
  doc.on('update', (bytes: Uint8Array) => made.push(bytes))
  for (let n = 0; n < count; n++) doc.getText('t').insert(n * letters.length, letters)
  return made
}

const [edit = new Uint8Array()] = updates(1)
const bytesOf = (entries: readonly JournalEntry[]) => entries.map((entry) => [...entry.bytes])
const REFUSED = { code: 'document-full', message: 'document is full', text: 'too much' }

/** The database as another program sees it. */
function raw(version: number, upgrade?: (database: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('hotseat', version)
    request.onupgradeneeded = () => upgrade?.(request.result)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

const turns = async () => {
  for (let n = 0; n < 30; n++) await new Promise(setImmediate)
}

describe('edits', () => {
  test('that a closed page left are found by the next one, once, in the order they were written', async () => {
    const edits = updates(12)
    const first = await open()
    for (const one of edits) first.add(one)
    await first.close()
    const second = await open()
    expect(bytesOf(second.found)).toEqual(edits.map((one) => [...one]))
    const third = await open()
    expect(third.found).toEqual([])
    await third.close()
    await second.close()
    expect((await open()).found).toHaveLength(12)
  })

  test('that are settled are not found, whichever they are', async () => {
    const first = await open()
    const entries = updates(6).map((one) => first.add(one))
    await first.flush()
    first.remove([0, 1, 3].flatMap((n) => entries[n] ?? []))
    await first.close()
    expect(bytesOf((await open()).found)).toEqual(bytesOf([2, 4, 5].flatMap((n) => entries[n] ?? [])))
  })

  test('that others take the place of stand where they stood', async () => {
    const [one = edit, two = edit, three = edit, instead = edit] = updates(4)
    const first = await open()
    const [, second] = [one, two, three].map((bytes) => first.add(bytes))
    if (second) expect(first.replace(second, instead)).toEqual({ ...second, bytes: instead })
    await first.close()
    expect(bytesOf((await open()).found)).toEqual([one, instead, three].map((bytes) => [...bytes]))
  })

  test('are on their way to disk 20 ms after they were made, and at pagehide', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const journal = await open()
    const opened = vi.spyOn(IDBDatabase.prototype, 'transaction')
    const writes = () => opened.mock.calls.filter((call) => call[1] === 'readwrite').length
    const committed = vi.spyOn(IDBTransaction.prototype, 'commit')
    journal.add(edit)
    vi.advanceTimersByTime(19)
    expect(writes()).toBe(0)
    vi.advanceTimersByTime(1)
    expect(writes()).toBe(1)
    journal.add(edit)
    dispatchEvent(new Event('pagehide'))
    expect(writes()).toBe(2)
    // A page that is closing gets no turn in which the browser would commit by itself.
    expect(committed).toHaveBeenCalledTimes(2)
  })

  test('of an open tab stay there; when it closes another takes them over', async () => {
    const first = await open()
    for (const one of updates(3)) first.add(one)
    await first.flush()
    const second = await open()
    expect(second.found).toEqual([])
    const own = second.add(edit)
    const adopted = new Promise<readonly JournalEntry[]>((resolve) => second.onAdopted(resolve))
    await first.close()
    const entries = await adopted
    expect(entries).toHaveLength(3)
    expect(entries.every((entry) => entry.seq > own.seq)).toBe(true)
    second.remove([own, ...entries])
    await second.close()
    expect((await open()).found).toEqual([])
  })

  test('of a tab that had none when this journal was opened are found, too, once it is gone', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const first = await open()
    const second = await open()
    const adopted: number[] = []
    second.onAdopted((entries) => adopted.push(entries.length))
    first.add(edit)
    await first.close()
    await vi.advanceTimersByTimeAsync(30_000)
    await turns()
    expect(adopted).toEqual([1])
  })

  test('of the life before are found though its lock is still held', async () => {
    const first = await open({ page: 'a'.repeat(32) })
    first.add(edit)
    await first.flush()
    expect((await open({ before: 'a'.repeat(32) })).found).toHaveLength(1)
  })

  test('are those of one participant, one session, one document', async () => {
    const first = await open()
    first.add(edit)
    await first.close()
    for (const other of [{ participant: 'ben' }, { session: 't' }, { document: 'notes' }]) {
      expect((await open(other)).found).toEqual([])
    }
    expect((await open()).found).toHaveLength(1)
  })

  test('are all gone after clear, whoever wrote them', async () => {
    const first = await open({ participant: 'ben' })
    first.add(edit)
    first.refuse([], REFUSED)
    await first.flush()
    const second = await open()
    second.add(edit)
    await second.clear()
    await first.close()
    await second.close()
    for (const participant of ['ada', 'ben']) {
      const next = await open({ participant })
      expect([next.found, next.refused.get()]).toEqual([[], []])
    }
  })
})

describe('refused text', () => {
  test('is kept until it is dismissed, and the edit it was in is not', async () => {
    const first = await open()
    const entry = first.add(edit)
    first.refuse([entry], REFUSED)
    await first.close()
    const second = await open()
    expect(second.found).toEqual([])
    expect(second.refused.get()).toEqual([REFUSED])
    second.dismissRefused()
    await second.close()
    expect((await open()).refused.get()).toEqual([])
  })

  test('that was refused for one reason is one text', async () => {
    const journal = await open()
    for (const text of ['a', 'b']) journal.refuse([], { ...REFUSED, text })
    journal.refuse([], { ...REFUSED, code: 'closed', text: 'c' })
    expect(journal.refused.get().map(({ text }) => text)).toEqual(['ab', 'c'])
  })

  test('of an open tab stays there', async () => {
    const first = await open()
    first.refuse([], REFUSED)
    await first.flush()
    const second = await open()
    expect(second.refused.get()).toEqual([])
    second.refuse([], { ...REFUSED, text: 'other' })
    await second.close()
    await first.close()
    expect(
      (await open()).refused
        .get()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['other', 'too much'])
  })
})

describe('without Web Locks', () => {
  beforeEach(() => {
    TestLocks.remove()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  })

  /** What is opened asks the others first, which takes its time. */
  async function opened(owner: Partial<JournalOwner> = {}) {
    const opening = open(owner)
    await turns()
    await vi.advanceTimersByTimeAsync(200)
    await turns()
    return opening
  }

  test('the edits of a tab that was just closed are found at once', async () => {
    const first = await opened()
    for (const one of updates(3)) first.add(one)
    await first.close()
    expect((await opened()).found).toHaveLength(3)
  })

  test('those of a tab that lives stay there, however long it wrote nothing', async () => {
    const first = await opened()
    first.add(edit)
    await first.flush()
    await vi.advanceTimersByTimeAsync(600_000)
    expect((await opened()).found).toEqual([])
  })

  test('they are taken over when it says goodbye, with the last of them', async () => {
    const first = await opened()
    first.add(edit)
    await first.flush()
    const second = await opened()
    const adopted: number[] = []
    second.onAdopted((entries) => adopted.push(entries.length))
    const [, later = edit] = updates(2)
    first.add(later)
    await first.close()
    await turns()
    expect(adopted).toEqual([2])
  })

  test('they are taken over when it crashed: it is asked again', async () => {
    const first = await opened()
    first.add(edit)
    await first.flush()
    const crashing = TestChannel.latest
    const second = await opened()
    let adopted = 0
    second.onAdopted((entries) => {
      adopted += entries.length
    })
    const looked = async () => {
      for (const ms of [30_000, 200]) {
        await vi.advanceTimersByTimeAsync(ms)
        await turns()
      }
    }
    await looked()
    expect(adopted).toBe(0)
    TestChannel.deaf.add(crashing)
    await looked()
    expect(adopted).toBe(1)
  })
})

describe('entries of version 1', () => {
  /** What a page of version 1 left. */
  async function leave(edits: readonly Uint8Array[]) {
    const database = await raw(1, (created) => created.createObjectStore('unsaved'))
    const transaction = database.transaction('unsaved', 'readwrite')
    edits.forEach((bytes, n) => {
      transaction.objectStore('unsaved').put({ bytes, at: 1_000 + n, edits: 1 }, ['s', 'shared', 'tab', n + 1])
    })
    await new Promise((resolve) => {
      transaction.oncomplete = resolve
    })
    database.close()
  }

  test('are the own ones where nobody else has been', async () => {
    const edits = updates(3)
    await leave(edits)
    const first = await open()
    expect(bytesOf(first.found)).toEqual(edits.map((one) => [...one]))
    await first.close()
    expect((await open()).found).toHaveLength(3)
  })

  test('are offered as text, and not sent, where somebody else has been', async () => {
    await leave(updates(3, 'abc '))
    const first = await open({ alone: false })
    expect(first.found).toEqual([])
    expect(first.refused.get()).toEqual([{ code: 'recovered', message: '', text: 'abc abc abc ' }])
    await first.close()
    const second = await open({ alone: false, participant: 'ben' })
    expect(second.refused.get()).toEqual([])
  })

  test('of another session are left alone', async () => {
    await leave(updates(3))
    expect((await open({ session: 't', alone: false })).refused.get()).toEqual([])
    expect((await open()).found).toHaveLength(3)
  })
})

describe('the database', () => {
  test('held back by a tab of an older version does not hold up the page, and is used once that tab is gone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const old = await raw(1, (created) => created.createObjectStore('unsaved'))
    const opening = open()
    await turns()
    await vi.advanceTimersByTimeAsync(2_000)
    const journal = await opening
    expect(journal.blocked.get()).toBe(true)
    journal.add(edit)
    old.close()
    await turns()
    await vi.advanceTimersByTimeAsync(100)
    await turns()
    expect(journal.blocked.get()).toBe(false)
    await journal.close()
    vi.useRealTimers()
    expect((await open()).found).toHaveLength(1)
  })

  test('that comes late brings what others left', async () => {
    const first = await open()
    first.add(edit)
    await first.close()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { open: real } = indexedDB
    let tries = 0
    vi.spyOn(indexedDB, 'open').mockImplementation((...args) => {
      if (tries++ > 0) return real.apply(indexedDB, args)
      throw new DOMException('not now', 'UnknownError')
    })
    const journal = await open()
    expect(journal.blocked.get()).toBe(true)
    const adopted: number[] = []
    journal.onAdopted((entries) => adopted.push(entries.length))
    await vi.advanceTimersByTimeAsync(30_000)
    await turns()
    expect(adopted).toEqual([1])
    expect(journal.blocked.get()).toBe(false)
  })

  test('is let go for a newer version at once', async () => {
    const journal = await open()
    journal.add(edit)
    await journal.flush()
    const newer = await raw(3)
    expect(newer.version).toBe(3)
    newer.close()
  })

  test('that was taken away and given back has everything that is not settled', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const journal = await open()
    const [one = edit, two = edit] = updates(2)
    const settled = journal.add(one)
    journal.add(two)
    journal.refuse([], REFUSED)
    await journal.flush()
    const deleted = new Promise((resolve) => {
      indexedDB.deleteDatabase('hotseat').onsuccess = resolve
    })
    await turns()
    journal.remove([settled])
    await vi.advanceTimersByTimeAsync(100)
    await deleted
    await turns()
    await journal.close()
    vi.useRealTimers()
    const next = await open()
    expect(bytesOf(next.found)).toEqual([[...two]])
    expect(next.refused.get()).toEqual([REFUSED])
    expect(journal.blocked.get()).toBe(false)
  })

  test('that the browser closed is opened again', async () => {
    let database: IDBDatabase | undefined
    const transaction = IDBDatabase.prototype.transaction
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      database = this
      return transaction.apply(this, args)
    })
    const journal = await open()
    journal.add(edit)
    await journal.flush()
    const before = database
    database?.close()
    database?.onclose?.(new Event('close'))
    await turns()
    journal.add(edit)
    await journal.flush()
    expect(database).not.toBe(before)
    expect(journal.blocked.get()).toBe(false)
    await journal.close()
    expect((await open()).found).toHaveLength(2)
  })

  test.each([
    [
      'throws',
      () => {
        throw new DOMException('no', 'SecurityError')
      },
    ],
    ['fails', failingOpen],
  ])('that %s leaves a journal in memory that says so', async (_, opening) => {
    vi.stubGlobal('indexedDB', { open: opening })
    const journal = await open()
    expect(journal.blocked.get()).toBe(true)
    const entry = journal.add(edit)
    journal.refuse([entry], REFUSED)
    expect(journal.refused.get()).toEqual([REFUSED])
    await journal.flush()
    await journal.close()
  })

  test('that is full says so, and has everything once there is room again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const journal = await open()
    const full = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    journal.add(edit)
    await journal.flush()
    expect(journal.blocked.get()).toBe(true)
    full.mockRestore()
    await vi.advanceTimersByTimeAsync(30_000)
    await turns()
    await vi.advanceTimersByTimeAsync(20)
    await turns()
    expect(journal.blocked.get()).toBe(false)
    await journal.close()
    vi.useRealTimers()
    expect((await open()).found).toHaveLength(1)
  })
})

function failingOpen() {
  const request = { onerror: null as (() => void) | null }
  queueMicrotask(() => request.onerror?.())
  return request
}
