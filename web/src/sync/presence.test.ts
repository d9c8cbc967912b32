import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPresence, decodePeer, decodePosition, type OwnState } from './presence'
import { ADA, awarenessStates, BEN } from './testServer'

const OWN = 1
const at = (clock: number) => ({ tname: 'file:main', item: { client: 9, clock }, assoc: 0 })
const own = (clock: number): OwnState => ({ cursor: { anchor: at(clock), head: at(clock) }, file: 'main' })
const user = { id: BEN.id, name: BEN.name, role: BEN.role, colour: BEN.colour, color: '#a35eff' }
const theirs = (clock: number, more: object = {}) => ({ ...own(clock), user, ...more })

let sent: { at: number; states: Uint8Array }[]
let presence: ReturnType<typeof createPresence>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  sent = []
  presence = createPresence({
    clientId: () => OWN,
    send: (states) => sent.push({ at: performance.now(), states }),
  })
})
afterEach(() => vi.useRealTimers())

const tell = (client: number, clock: number, state: unknown) =>
  presence.receive(awarenessStates([{ client, clock, state }]))
const clocks = () => sent.map(({ states }) => states[2])

describe('the own state', () => {
  test('goes out at most every 50 ms, the last one counts, and the clock begins above 0 and grows', () => {
    presence.opened()
    for (let n = 0; n < 100; n++) {
      presence.publish(() => own(n))
      vi.advanceTimersByTime(5)
    }
    vi.advanceTimersByTime(100)
    expect(sent.length).toBeGreaterThanOrEqual(10)
    expect(sent.length).toBeLessThanOrEqual(12)
    for (let n = 1; n < sent.length; n++) expect((sent[n]?.at ?? 0) - (sent[n - 1]?.at ?? 0)).toBeGreaterThanOrEqual(50)
    expect(clocks()).toEqual(sent.map((_, n) => n + 1))
    expect(new TextDecoder().decode(sent.at(-1)?.states)).toContain('"clock":99')
  })

  test('does not go out again when nothing changed, but is renewed every 15 s', () => {
    presence.opened()
    for (let n = 0; n < 20; n++) {
      presence.publish(() => own(1))
      vi.advanceTimersByTime(60)
    }
    expect(sent).toHaveLength(1)
    vi.advanceTimersByTime(15_000)
    expect(sent).toHaveLength(2)
  })

  test('is announced at every connection, and comes back above the clock at which the server dropped it', () => {
    presence.publish(() => own(1))
    expect(sent).toHaveLength(0)
    presence.opened()
    presence.lost()
    presence.publish(() => own(2))
    vi.advanceTimersByTime(1_000)
    presence.opened()
    expect(clocks()).toEqual([1, 2])
    tell(OWN, 8, null)
    expect(clocks()).toEqual([1, 2, 9])
    tell(OWN, 3, null)
    expect(sent).toHaveLength(3)
  })

  test('goes on above the clock of the life before, whose client id it may have', () => {
    presence = createPresence({ clientId: () => OWN, send: (states) => sent.push({ at: 0, states }) })
    presence.countFrom(41)
    presence.publish(() => own(1))
    presence.opened()
    expect(clocks()).toEqual([42])
    expect(presence.clock).toBe(42)
  })

  test('is nobody else: what the life before left at the server is not drawn', () => {
    let client = 2
    presence = createPresence({ clientId: () => client, send: () => {} })
    presence.countFrom(41)
    presence.opened()
    tell(OWN, 41, theirs(1))
    client = OWN
    presence.settled()
    expect(presence.peers.get()).toEqual([])
  })
})

describe("others' states", () => {
  test('are taken when their clock grew', () => {
    tell(5, 3, theirs(1))
    tell(5, 2, theirs(2))
    tell(5, 3, theirs(3))
    expect(presence.peers.get()).toMatchObject([
      { client: 5, name: 'Ben', colour: 7, cursor: { head: { item: { clock: 1 } } } },
    ])
    tell(5, 4, theirs(4))
    expect(presence.peers.get()).toMatchObject([{ cursor: { head: { item: { clock: 4 } } } }])
  })

  test('go with null, also of the same clock, and come back with a higher one', () => {
    tell(5, 3, theirs(1))
    tell(5, 3, null)
    expect(presence.peers.get()).toEqual([])
    tell(5, 3, theirs(1))
    expect(presence.peers.get()).toEqual([])
    tell(5, 4, theirs(1))
    expect(presence.peers.get()).toHaveLength(1)
  })

  test('are kept while the connection is lost, as stale, and go when the next one does not name them', () => {
    tell(5, 3, theirs(1))
    tell(6, 3, theirs(1))
    presence.lost()
    expect(presence.peers.get().map((peer) => peer.stale)).toEqual([true, true])
    presence.opened()
    tell(5, 3, theirs(1))
    presence.settled()
    expect(presence.peers.get()).toMatchObject([{ client: 5, stale: false }])
  })

  test('go when the list of participants says that their person is not here', () => {
    tell(5, 3, theirs(1))
    presence.participants([ADA, { ...BEN, online: false }])
    expect(presence.peers.get()).toEqual([])
  })

  test('are nobody without the part the server writes, whatever they claim', () => {
    tell(5, 1, own(1))
    tell(5, 2, { ...own(1), user: { name: 'Ada', color: 'red' } })
    tell(5, 4, { ...own(1), user: { ...user, name: 'x'.repeat(1_000) } })
    expect(presence.peers.get()).toEqual([])
  })

  test.each([0, 9, 1.5, -1, '4', 'red;}', {}, Number.NaN])('have no colour for %s', (colour) => {
    expect(decodePeer(5, { ...own(1), user: { ...user, colour } })?.colour).toBeNull()
  })

  test('keep one bad state from hiding the good ones', () => {
    presence.receive(
      awarenessStates([
        { client: 5, clock: 1, state: 'text' },
        { client: 6, clock: 1, state: [] },
        { client: 7, clock: 1, state: theirs(1, { padding: 'x'.repeat(5_000) }) },
        { client: 8, clock: 1, state: theirs(1, { cursor: { anchor: 1, head: {} } }) },
        { client: 9, clock: 1, state: theirs(1) },
      ]),
    )
    expect(presence.peers.get().map(({ client, cursor }) => [client, cursor !== null])).toEqual([
      [8, false],
      [9, true],
    ])
  })

  test('survive a thousand messages of random bytes and broken JSON', () => {
    tell(5, 1, theirs(1))
    let seed = 42
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed / 2147483648
    }
    const good = awarenessStates([{ client: 6, clock: 1, state: theirs(1) }])
    for (let n = 0; n < 1_000; n++) {
      const noise = good.slice(0, Math.floor(random() * good.length))
      for (let m = 0; m < 5; m++) noise[Math.floor(random() * noise.length)] = Math.floor(random() * 256)
      presence.receive(noise)
    }
    for (const peer of presence.peers.get()) {
      expect(typeof peer.name).toBe('string')
      expect(peer.colour === null || (peer.colour >= 1 && peer.colour <= 8)).toBe(true)
    }
    tell(5, 1_000_000, theirs(2))
    expect(presence.peers.get().find((peer) => peer.client === 5)).toMatchObject({
      cursor: { head: { item: { clock: 2 } } },
    })
  })
})

describe('a position', () => {
  test.each([
    null,
    1,
    'end',
    {},
    { tname: 5 },
    { tname: 'x'.repeat(1_000) },
    { type: { client: 1, clock: 1 } },
    { tname: 'file:main', item: { client: -1, clock: 0 } },
    { tname: 'file:main', item: { client: 1, clock: 0.5 } },
    { tname: 'file:main', item: { client: 1 } },
    { tname: 'file:main', item: [] },
    { tname: 'file:main', assoc: 'left' },
  ])('that is %j is none', (value) => expect(decodePosition(value)).toBeNull())

  test('may leave out what Yjs leaves out', () => {
    expect(decodePosition({ tname: 'file:main' })).toEqual({ tname: 'file:main', item: null, assoc: 0 })
    expect(decodePosition({ type: null, tname: 'file:main', item: { client: 1, clock: 2 }, assoc: -7 })).toEqual({
      tname: 'file:main',
      item: { client: 1, clock: 2 },
      assoc: -1,
    })
  })
})
