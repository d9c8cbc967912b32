import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RefusedText } from '../sync/journal'
import type { SaveState } from '../sync/save'
import { createStore } from '../sync/store'
import { watchSaveFace } from './saveFace'
import { mergedNews, saveNews } from './useNews'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function light() {
  const save = createStore<SaveState>({ kind: 'saved', at: null })
  const refused = createStore<readonly RefusedText[]>([])
  const face = watchSaveFace(save, refused)
  return { save, refused, face }
}

describe('the save light', () => {
  it('stays "on disk" while an answer takes less than a second', () => {
    const { save, face } = light()
    save.set({ kind: 'sending', edits: 1, since: Date.now() })
    vi.advanceTimersByTime(999)
    expect(face.get().kind).toBe('saved')
    save.set({ kind: 'saved', at: Date.now() })
    vi.advanceTimersByTime(5000)
    expect(face.get()).toMatchObject({ kind: 'saved', merged: 0 })
  })

  it('says how many edits are on the way after a second', () => {
    const { save, face } = light()
    save.set({ kind: 'sending', edits: 12, since: Date.now() })
    vi.advanceTimersByTime(1000)
    expect(face.get()).toEqual({ kind: 'sending', edits: 12 })
  })

  it('counts what waits offline, merges it, and says so for four seconds', () => {
    const { save, face } = light()
    save.set({ kind: 'offline', edits: 34 })
    expect(face.get()).toEqual({ kind: 'offline', edits: 34 })
    save.set({ kind: 'sending', edits: 34, since: Date.now() - 60_000 })
    expect(face.get()).toEqual({ kind: 'merging', edits: 34 })
    save.set({ kind: 'saved', at: Date.now() })
    expect(face.get()).toMatchObject({ kind: 'saved', merged: 34 })
    vi.advanceTimersByTime(4000)
    expect(face.get()).toMatchObject({ kind: 'saved', merged: 0 })
  })

  it('says what was merged once: typing on keeps it no longer and does not say it again', () => {
    const { save, face } = light()
    const toasts: number[] = []
    let before = face.get()
    face.subscribe(() => {
      const now = face.get()
      if (mergedNews(before, now) > 0) toasts.push(mergedNews(before, now))
      before = now
    })
    save.set({ kind: 'offline', edits: 34 })
    save.set({ kind: 'sending', edits: 34, since: Date.now() })
    save.set({ kind: 'saved', at: Date.now() })
    expect(face.get()).toMatchObject({ merged: 34 })
    for (let key = 0; key < 10; key++) {
      save.set({ kind: 'sending', edits: 1, since: Date.now() })
      vi.advanceTimersByTime(200)
      save.set({ kind: 'saved', at: Date.now() })
      vi.advanceTimersByTime(200)
    }
    expect(face.get()).toMatchObject({ kind: 'saved', merged: 0 })
    save.set({ kind: 'sending', edits: 1, since: Date.now() })
    vi.advanceTimersByTime(1500)
    expect(face.get()).toEqual({ kind: 'sending', edits: 1 })
    save.set({ kind: 'saved', at: Date.now() })
    expect(face.get()).toMatchObject({ kind: 'saved', merged: 0 })
    expect(toasts).toEqual([34])
  })

  it('does not say it again when typing on is answered slowly', () => {
    const { save, face } = light()
    save.set({ kind: 'offline', edits: 34 })
    save.set({ kind: 'saved', at: Date.now() })
    save.set({ kind: 'sending', edits: 1, since: Date.now() })
    vi.advanceTimersByTime(1500)
    save.set({ kind: 'saved', at: Date.now() })
    expect(face.get()).toMatchObject({ kind: 'saved', merged: 0 })
  })

  it('shows a refusal with its sentence until it is dismissed, but not instead of "offline"', () => {
    const { save, refused, face } = light()
    refused.set([{ code: 'document-full', message: 'the file is over 1 MB', text: 'x' }])
    expect(face.get()).toEqual({ kind: 'refused', message: 'the file is over 1 MB' })
    save.set({ kind: 'offline', edits: 2 })
    expect(face.get()).toEqual({ kind: 'offline', edits: 2 })
    save.set({ kind: 'saved', at: null })
    expect(face.get().kind).toBe('refused')
    refused.set([])
    expect(face.get().kind).toBe('saved')
  })

  it('is announced when it changes, but never while sending', () => {
    const saved = { kind: 'saved', at: null, merged: 0 } as const
    const offline = { kind: 'offline', edits: 3 } as const
    expect(saveNews(saved, { kind: 'sending', edits: 2 })).toBeNull()
    expect(saveNews(saved, offline)).toMatch(/^Offline/)
    expect(saveNews(offline, { ...saved, merged: 3 })).toBe('Back. 3 edits merged.')
    expect(saveNews(saved, saved)).toBeNull()
  })
})
