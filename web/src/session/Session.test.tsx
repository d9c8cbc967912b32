import { act } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Arrived } from '../entry/address'
import { createArrival } from '../entry/arrival'
import { settings } from '../ui/settings'
import { words } from '../ui/words'
import { Session } from './Session'

const id = 'Zx3_abcDEF-123'
const arrivalBy = (arrived: Arrived) => createArrival(id, { read: () => arrived, settle: () => undefined })
const linked = (role: 'host' | 'candidate' = 'candidate') => arrivalBy({ kind: 'link', secret: 'S', role })
const loadRoom = () => new Promise<never>(() => undefined)

let root: Root | null = null
const host = document.createElement('div')
const field = () => host.querySelector<HTMLInputElement>('#name')

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  localStorage.clear()
  vi.stubGlobal('fetch', () => new Promise(() => undefined)) // the server has not answered
  document.body.append(host)
  host.innerHTML = renderToString(<Session arrival={arrivalBy({ kind: 'bare' })} loadRoom={loadRoom} />)
})
afterEach(async () => {
  await act(async () => root?.unmount())
  root = null
  vi.unstubAllGlobals()
})

const takeOver = async (arrival = linked()) => {
  const mismatch = vi.fn()
  await act(async () => {
    root = hydrateRoot(host, <Session arrival={arrival} loadRoom={loadRoom} />, { onRecoverableError: mismatch })
  })
  expect(mismatch).not.toHaveBeenCalled()
  return arrival
}

it('the page as it is built is the card, whoever comes, in its words', () => {
  expect(host.textContent).toContain(words.join.name)
  expect(host.textContent).toContain(words.join.join)
  expect(field()?.value).toBe('')
  expect(host.innerHTML).not.toContain(' style=')
})

it('the script takes the card over, with what was typed before it came', async () => {
  const before = field()
  if (before) before.value = 'Noor'
  const arrival = await takeOver()
  expect(field()).toBe(before)
  expect(field()?.value).toBe('Noor')
  const join = vi.spyOn(arrival, 'join').mockResolvedValue()
  await act(async () => host.querySelector<HTMLElement>('[type="submit"]')?.click())
  expect(join).toHaveBeenCalledWith('Noor', false)
})

it('a field that nobody typed in gets the remembered name, selected', async () => {
  settings.name.set('Rui Sato')
  await takeOver()
  expect(field()?.value).toBe('Rui Sato')
  expect(field()?.selectionEnd).toBe('Rui Sato'.length)
})

it('the words are those of the link once the script is here', async () => {
  await takeOver(linked('host'))
  expect(host.textContent).toContain(words.join.inviteHost)
  expect(host.textContent).not.toContain(words.join.inviteNobody)
})

it('where the way leads past the card, it goes', async () => {
  await takeOver(arrivalBy({ kind: 'bare' }))
  expect(field()).toBeNull()
  expect(host.textContent).toContain(words.doors.noKey.title)
})
