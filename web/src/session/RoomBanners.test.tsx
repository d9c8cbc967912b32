import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RefusedText } from '../sync/journal'
import type { LinkState } from '../sync/line'
import type { Permission } from '../sync/messages/session'
import type { SaveState } from '../sync/save'
import { createStore } from '../sync/store'
import { RoomBanners } from './RoomBanners'

let box: HTMLElement
let root: Root

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.useFakeTimers()
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
})
afterEach(() => {
  act(() => root.unmount())
  box.remove()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A room as far as its banners look. */
function open(permissions: readonly Permission[] = ['read', 'edit']) {
  const stores = {
    refused: createStore<readonly RefusedText[]>([]),
    state: createStore<LinkState>({ kind: 'live' }),
    save: createStore<SaveState>({ kind: 'saved', at: null }),
    synced: createStore(true),
    editable: createStore(true),
    storageBlocked: createStore(false),
    mended: createStore(0),
    early: createStore<string | null>(null),
  }
  const { synced, editable, mended, early, save, refused, storageBlocked, state } = stores
  const room = {
    text: { synced, editable, mended, limits: createStore(null), early },
    unsaved: { state: save, refused, storageBlocked, dismissRefused: vi.fn(), text: () => '' },
    line: state,
    permissions: createStore(permissions),
    retry: vi.fn(),
  }
  act(() => root.render(<RoomBanners room={room} />))
  return stores
}

const says = () => [...box.querySelectorAll('.banner > span')].map((element) => element.textContent)
const offline: LinkState = { kind: 'offline', attempt: 1, retryAt: 0 }
const refusal: RefusedText = { code: 'document-full', message: 'the document is full', text: 'x' }

it('what is not saved and a line that is cut are both said, and why nobody can type', () => {
  const { refused, state, save, editable } = open()
  act(() => {
    refused.set([refusal])
    state.set(offline)
    save.set({ kind: 'offline', edits: 3 })
    editable.set(false)
  })
  act(() => vi.advanceTimersByTime(10_500))
  expect(says()).toEqual([
    'Not saved: the document is full',
    expect.stringContaining('3 edits wait in this browser'),
    expect.stringContaining('cannot type'),
  ])
  expect(says().join()).not.toContain('Keep typing')
})

it('who only watches is not told to keep typing', () => {
  const { state, editable } = open(['read'])
  act(() => {
    editable.set(false)
    state.set(offline)
  })
  act(() => vi.advanceTimersByTime(10_500))
  expect(says()).toEqual(['Offline for 0:10. What others write comes later.'])
})

it('a line that is cut, or typing that is stopped, for a moment is no news', () => {
  const { state, editable } = open()
  act(() => {
    state.set(offline)
    editable.set(false)
  })
  act(() => vi.advanceTimersByTime(300))
  act(() => {
    state.set({ kind: 'live' })
    editable.set(true)
  })
  act(() => vi.advanceTimersByTime(5_000))
  expect(says()).toEqual([])
})

it('before the room has opened nobody is told to keep typing', () => {
  const { state, synced } = open()
  act(() => {
    synced.set(false)
    state.set(offline)
  })
  act(() => vi.advanceTimersByTime(2_000))
  expect(says()).toEqual([expect.stringContaining('does not answer yet')])
})

it('a fault in the editor is said each time until it is read', () => {
  const { mended } = open()
  for (const count of [1, 2]) {
    act(() => mended.set(count))
    expect(says()).toEqual([expect.stringContaining('failed in the editor')])
    act(() => box.querySelector('button')?.click())
    expect(says()).toEqual([])
  }
})

it('text of an earlier version is offered, and not called refused', () => {
  const { refused } = open()
  act(() => refused.set([{ code: 'recovered', message: '', text: 'x' }]))
  expect(says()).toEqual([expect.stringContaining('found in this browser')])
})

it('a line that never opens while the server answers is named for what it is', () => {
  const { state, synced, early } = open()
  act(() => {
    synced.set(false)
    state.set(offline)
  })
  act(() => vi.advanceTimersByTime(2_000))
  expect(says()).toEqual([expect.stringContaining('does not answer yet')])
  act(() => early.set('print(1)'))
  expect(says()).toEqual([expect.stringContaining('network may block live connections')])
})

it('a cut line pushes the text down only when it lasts', () => {
  const { state } = open()
  act(() => state.set(offline))
  act(() => vi.advanceTimersByTime(9_000))
  expect(says()).toEqual([])
  act(() => vi.advanceTimersByTime(1_500))
  expect(says()).toEqual([expect.stringContaining('Keep typing')])
})
