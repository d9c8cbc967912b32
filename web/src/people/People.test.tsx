import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Participant } from '../sync/messages/people'
import type { Peer } from '../sync/presence'
import { People } from './People'

let box: HTMLElement
let root: Root

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
})
afterEach(() => {
  act(() => root.unmount())
  box.remove()
  vi.unstubAllGlobals()
})

const person = (id: string, online = true): Participant => ({ id, name: id, role: 'candidate', colour: 4, online })
const files = [{ id: 'main', name: 'main.py', language: 'python', order: 0 }]
const noor: Peer = {
  client: 1,
  participant: 'Noor',
  name: 'Noor',
  role: 'candidate',
  colour: 4,
  cursor: null,
  file: 'main',
  stale: false,
}

function show(people: readonly Participant[], offline = false) {
  const props = { people, files, offline, peers: [noor], me: 'Mara', ownFile: 'main.py', active: new Set<string>() }
  act(() => root.render(<People {...props} own={null} onInvite={null} inviteLabel="" />))
}

it('who has left is a number until somebody asks', () => {
  show([person('Mara'), person('Ife', false), person('Rui', false)])
  expect(box.textContent).not.toContain('Ife')
  const fold = box.querySelector<HTMLButtonElement>('.people-left > button')
  expect(fold?.textContent).toBe('2 left')
  act(() => fold?.click())
  expect(fold?.getAttribute('aria-expanded')).toBe('true')
  expect(box.querySelector('[aria-label="Left"]')?.textContent).toContain('Ife')
})

it('nobody offline claims to know where the others are', () => {
  show([person('Mara'), person('Noor')])
  const row = () => box.querySelector('[data-participant="Noor"]')?.textContent
  expect(row()).toContain('main.py')
  show([person('Mara'), person('Noor')], true)
  expect(row()).toContain('not reachable from here')
  expect(row()).not.toContain('main.py')
})
