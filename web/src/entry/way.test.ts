import { beforeEach, expect, it } from 'vitest'
import type { Arrived } from './address'
import { type KeptParticipant, keepParticipant } from './kept'
import { wayIn } from './way'

const id = 'Zx3_abcDEF-123'
const secret = 'kP0aaaaBBBBccccDDDD_-9'
const entry = { token: 't', id: 'p1', name: 'Mara', colour: 7, links: {} }
const host: KeptParticipant = { ...entry, secret: 'H', role: 'host' }
const candidate: KeptParticipant = { ...entry, secret, role: 'candidate' }
const link: Arrived = { kind: 'link', secret, role: 'candidate' }

beforeEach(() => localStorage.clear())

it('a link that is new here knocks, as what it says of itself', () => {
  expect(wayIn(id, link)).toEqual({ kind: 'knock', secret, role: 'candidate' })
  expect(wayIn(id, { ...link, role: 'observer' })).toEqual({ kind: 'knock', secret, role: 'observer' })
})

it('a tab whose participant is forgotten knocks', () => {
  expect(wayIn(id, { kind: 'tab', secret })).toEqual({ kind: 'knock', secret, role: 'candidate' })
})

it('whoever is in the room goes in', () => {
  keepParticipant(id, candidate)
  expect(wayIn(id, link)).toMatchObject({ kind: 'in', participant: { role: 'candidate' }, other: null })
  keepParticipant(id, host)
  expect(wayIn(id, link)).toMatchObject({ kind: 'in', participant: { role: 'host' }, other: { secret } })
  expect(wayIn(id, { kind: 'bare' })).toMatchObject({ kind: 'in', participant: { role: 'host' }, other: null })
})

it('half a link, a cut one and an address that is none lead to a door', () => {
  expect(wayIn(id, { kind: 'bare' })).toEqual({ kind: 'door', reason: 'noKey' })
  expect(wayIn(id, { kind: 'cut' })).toEqual({ kind: 'door', reason: 'cutKey' })
  expect(wayIn(null, link)).toEqual({ kind: 'door', reason: 'nowhere' })
})
