import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Joined, SessionDetails } from '../api/client'
import { settings } from '../ui/settings'
import { type Address, type Arrived, passedOn } from './address'
import { createArrival } from './arrival'
import { type KeptParticipant, keepParticipant, keptParticipant } from './kept'

const id = 'Zx3_abcDEF-123'
const secret = 'kP0aaaaBBBBccccDDDD_-9'
const session = {
  id,
  title: 'Rota gaps',
  language: 'python',
  state: 'live',
  createdAt: '2026-11-21T10:00:00Z',
} as const

const at = (arrived: Arrived): Address & { settled: string | null } => ({
  settled: null,
  read: () => arrived,
  settle({ secret }) {
    this.settled = secret
  },
})
const linked = (role: SessionDetails['role'] = 'candidate') => at({ kind: 'link', secret, role })
const bare = () => at({ kind: 'bare' })
const answer = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' },
  })
const details = (role: SessionDetails['role']): SessionDetails => ({
  ...session,
  role,
  participant: null,
  participants: [],
  seats: { taken: 0, of: 8 },
  links: {},
})
const joined = (role: SessionDetails['role'], name: string): Joined => ({
  token: 't'.repeat(43),
  participant: { id: 'p1', name, role, colour: role === 'observer' ? null : 4, online: false },
  session,
  links: {},
})

/** A server that answers by path; records the names that joined. */
function server(role: SessionDetails['role'], status = 200, taken = 0) {
  const names: string[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (status !== 200) return answer(status, { type: 'about:blank', title: 'Not found', status })
    if (path.includes('/code')) return answer(200, { file: 'main', language: 'python', code: 'print(1)\n' })
    if (!path.endsWith('/join')) return answer(200, { ...details(role), seats: { taken, of: 8 } })
    const { name, watch } = JSON.parse(String(init.body))
    if (taken >= 8 && !watch) return answer(409, { type: 'about:blank', title: 'Room full', status: 409 })
    names.push(name)
    return answer(200, joined(watch ? 'observer' : role, name))
  })
  return names
}

it('a network that answers everything with its own page is no server', async () => {
  vi.stubGlobal('fetch', async () => new Response('<html>Welcome to the hotel</html>'))
  const arrival = createArrival(id, linked())
  await arrival.start()
  expect(arrival.get()).toMatchObject({ kind: 'door', reason: 'unreachable' })
})

beforeEach(() => {
  localStorage.clear()
  vi.unstubAllGlobals()
})

describe('the way in', () => {
  it('shows the card of a link, with the text that will be behind it', async () => {
    server('candidate')
    const arrival = createArrival(id, linked())
    await arrival.start()
    expect(arrival.get()).toMatchObject({ kind: 'card', secret, code: 'print(1)\n', details: { title: 'Rota gaps' } })
  })

  it('shows the card before the server has answered, and it can be answered then', async () => {
    const names = server('candidate')
    const arrival = createArrival(id, linked())
    expect(arrival.get()).toMatchObject({ kind: 'card', details: null, role: 'candidate' })
    await arrival.join('Noor')
    expect(names).toEqual(['Noor'])
    expect(arrival.get()).toMatchObject({ kind: 'in', participant: { name: 'Noor' } })
  })

  it('does not take away what was answered when the server says what the room is', async () => {
    server('candidate')
    const arrival = createArrival(id, linked())
    const started = arrival.start()
    const joined = arrival.join('Noor')
    await Promise.all([started, joined])
    expect(arrival.get()).toMatchObject({ kind: 'in', participant: { name: 'Noor' } })
  })

  it('says below the name what is wrong, when Join was pressed before the question failed', async () => {
    const away = new TypeError('network')
    let fail: (why: Error) => void = () => undefined
    const waits = new Promise<Response>((_, reject) => {
      fail = reject
    })
    vi.stubGlobal('fetch', (path: string) => (path.endsWith('/join') ? waits : Promise.reject(away)))
    const arrival = createArrival(id, linked())
    const joined = arrival.join('Noor')
    await arrival.start()
    expect(arrival.get()).toMatchObject({ kind: 'card', joining: true })
    fail(away)
    await joined
    expect(arrival.get()).toMatchObject({ kind: 'card', joining: false, problem: { field: null } })
  })

  it('joins by the name and keeps the token, the name and the link', async () => {
    const names = server('candidate')
    const address = linked()
    const arrival = createArrival(id, address)
    await arrival.start()
    await arrival.join('  Noor Haddad ')
    expect(names).toEqual(['Noor Haddad'])
    expect(arrival.get()).toMatchObject({ kind: 'in', participant: { name: 'Noor Haddad', colour: 4 } })
    expect(keptParticipant(id, secret)?.token).toHaveLength(43)
    expect(address.settled).toBe(secret)
  })

  it('turns an empty name into a guest', async () => {
    const names = server('candidate')
    const arrival = createArrival(id, linked())
    await arrival.start()
    await arrival.join('   ')
    expect(names[0]).toMatch(/^Guest [A-Z][a-z]+$/)
  })

  it('skips the card for a watch link, with the remembered name', async () => {
    const names = server('observer')
    settings.name.set('Rui Sato')
    const arrival = createArrival(id, linked())
    await arrival.start()
    expect(names).toEqual(['Rui Sato'])
    expect(arrival.get()).toMatchObject({ kind: 'in', participant: { role: 'observer' } })
  })

  it('resumes a kept participant without asking the server', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('nobody may ask')))
    keepParticipant(id, { token: 't', secret, id: 'p1', name: 'Noor', role: 'candidate', colour: 4, links: {} })
    const arrival = createArrival(id, bare())
    await arrival.start()
    expect(arrival.get()).toMatchObject({ kind: 'in', participant: { token: 't' } })
  })

  it('keeps apart the host and the candidate of one browser, and prefers the host without a link', async () => {
    const entry = { id: 'p', name: 'Mara', colour: 7, links: {} }
    keepParticipant(id, { ...entry, token: 'c', secret, role: 'candidate' })
    keepParticipant(id, { ...entry, token: 'h', secret: secret.replace('k', 'h'), role: 'host' })
    expect(keptParticipant(id, secret)?.token).toBe('c')
    expect(keptParticipant(id, null)?.token).toBe('h')
  })

  it('knocks again with the link when the token has expired, and forgets the token', async () => {
    server('candidate')
    const participant = { token: 't', secret, id: 'p1', name: 'Noor', role: 'candidate', colour: 4, links: {} } as const
    keepParticipant(id, participant)
    const arrival = createArrival(id, bare())
    await arrival.closed(participant, 4401, '')
    expect(arrival.get()).toMatchObject({ kind: 'card', secret })
    expect(keptParticipant(id, secret)).toBeNull()
  })
})

describe('a browser that is in the room already', () => {
  const mara = (role: KeptParticipant['role'], own: string): KeptParticipant => ({
    token: `token of the ${role}`,
    secret: own,
    id: role,
    name: 'Mara',
    role,
    colour: 7,
    links: { host: link('h', 'H'), candidate: link('c', secret), observer: link('o', 'O') },
  })
  const link = (letter: string, key: string) => `https://hotseat.example/s/${id}#${letter}.${key}`

  it('stays the host by a link that gives less, and makes nobody else by itself', async () => {
    const names = server('candidate')
    keepParticipant(id, mara('host', 'H'))
    const address = linked('candidate')
    const arrival = createArrival(id, address)
    await arrival.start()
    expect(arrival.get()).toMatchObject({
      kind: 'in',
      participant: { role: 'host' },
      other: { secret, role: 'candidate' },
    })
    expect(address.settled).toBe('H')
    expect(names).toEqual([])
    await arrival.takeOther()
    expect(arrival.get()).toMatchObject({ kind: 'card', secret })
  })

  it('is asked nothing after a reload, and by its own link', async () => {
    keepParticipant(id, mara('host', 'H'))
    keepParticipant(id, mara('candidate', secret))
    for (const [address, role] of [
      [at({ kind: 'tab', secret: 'H' }), 'host'],
      [at({ kind: 'tab', secret }), 'candidate'],
      [at({ kind: 'link', secret: 'H', role: 'host' }), 'host'],
      [bare(), 'host'],
      [at({ kind: 'cut' }), 'host'],
    ] as const) {
      const arrival = createArrival(id, address)
      await arrival.start()
      expect(arrival.get()).toMatchObject({ kind: 'in', participant: { role }, other: null })
    }
  })

  it('comes in by a link that gives more', async () => {
    server('host')
    keepParticipant(id, mara('candidate', secret))
    const arrival = createArrival(id, at({ kind: 'link', secret: 'H', role: 'host' }))
    await arrival.start()
    expect(arrival.get()).toMatchObject({ kind: 'card', secret: 'H' })
  })

  it('shows the link in the bar that may be passed on, and never a host link', () => {
    expect(passedOn(mara('host', 'H'))).toBe(`#c.${secret}`)
    expect(passedOn({ ...mara('host', 'H'), links: {} })).toBe('')
    expect(passedOn({ ...mara('candidate', secret), links: {} })).toBe(`#c.${secret}`)
    expect(passedOn({ ...mara('observer', 'O'), links: {} })).toBe('#o.O')
  })
})

it('what the server says of a name stands below its field, without the name that the field has in the API', async () => {
  server('candidate')
  const arrival = createArrival(id, linked())
  await arrival.start()
  const problem = { type: 'about:blank', title: 'Invalid', status: 400, detail: 'name: is too long', field: 'name' }
  vi.stubGlobal('fetch', async () => answer(400, problem))
  await arrival.join('Noor')
  expect(arrival.get()).toMatchObject({ kind: 'card', problem: { field: 'name', text: 'is too long' } })
})

describe('a full room', () => {
  it('is said before joining, and is watched', async () => {
    server('candidate', 200, 8)
    const arrival = createArrival(id, linked())
    await arrival.start()
    expect(arrival.get()).toMatchObject({ kind: 'card', details: { seats: { taken: 8, of: 8 } } })
    await arrival.join('Noor')
    expect(arrival.get()).toMatchObject({ kind: 'card', joining: false, problem: { field: null } })
    await arrival.join('Noor', true)
    expect(arrival.get()).toMatchObject({ kind: 'in', participant: { role: 'observer' } })
  })
})

describe('a door', () => {
  it('says that the link is half when the key is missing', async () => {
    const arrival = createArrival(id, bare())
    await arrival.start()
    expect(arrival.get()).toMatchObject({ kind: 'door', reason: 'noKey' })
  })

  it('says that a key is cut', async () => {
    const arrival = createArrival(id, at({ kind: 'cut' }))
    await arrival.start()
    expect(arrival.get()).toMatchObject({ kind: 'door', reason: 'cutKey' })
  })

  it('says that no room answers, to an unknown link and to an address that is none', async () => {
    server('candidate', 404)
    const unknown = createArrival(id, linked())
    await unknown.start()
    expect(unknown.get()).toMatchObject({ kind: 'door', reason: 'notFound' })
    const malformed = createArrival(null, linked())
    await malformed.start()
    expect(malformed.get()).toMatchObject({ kind: 'door', reason: 'nowhere' })
  })

  it('says that the server is away when it does not answer', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')))
    const arrival = createArrival(id, linked())
    await arrival.start()
    expect(arrival.get()).toMatchObject({ kind: 'door', reason: 'unreachable' })
  })

  it('tells the ends of a room apart', async () => {
    const participant = { token: 't', secret, id: 'p1', name: 'Noor', role: 'candidate', colour: 4, links: {} } as const
    for (const [code, reason] of [
      [4410, 'ended'],
      [4430, 'removed'],
      [4413, 'refused'],
    ] as const) {
      const arrival = createArrival(id, bare())
      await arrival.closed(participant, code, 'why')
      expect(arrival.get()).toMatchObject({ kind: 'door', reason, detail: 'why' })
    }
  })
})

describe('what the browser keeps', () => {
  it('is ignored when it is not what we wrote', () => {
    localStorage.setItem(`hotseat.session.${id}`, '[{"token":1}]')
    expect(keptParticipant(id, null)).toBeNull()
    localStorage.setItem(`hotseat.session.${id}`, 'not json')
    expect(keptParticipant(id, null)).toBeNull()
  })
})
