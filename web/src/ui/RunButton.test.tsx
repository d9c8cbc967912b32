import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import type { RunFace } from './faces'
import { RunButton } from './RunButton'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

function button(face: RunFace) {
  const box = document.createElement('div')
  const [run, stop] = [vi.fn(), vi.fn()]
  act(() => createRoot(box).render(<RunButton face={face} place="strip" onRun={run} onStop={stop} />))
  const [found] = box.getElementsByTagName('button')
  if (!found) throw new Error('no button')
  return { found, run, stop }
}

/** What is read aloud: the text, without what is hidden from assistive technology. */
const name = (of: Element) => {
  const copy = of.cloneNode(true) as Element
  for (const hidden of copy.querySelectorAll('[aria-hidden="true"]')) hidden.remove()
  return copy.textContent
}

const loading = { kind: 'loading', language: 'Python', loaded: 200_000, total: 11_300_000 } as const

it.each([
  [{ kind: 'ready' }, 'Run'],
  [{ kind: 'running', since: 0 }, 'Stop'],
  [{ ...loading, asked: true }, 'Stop loading Python0.2 of 11.3 MB'],
  [{ ...loading, asked: false }, 'Run loading Python0.2 of 11.3 MB'],
] as const)('is called by what it shows: %j', (face, called) => {
  const { found } = button(face)
  expect(found.getAttribute('aria-label')).toBeNull()
  expect(name(found)).toBe(called)
})

it('runs while a language comes ahead of the first Run, and stops while somebody waits for it', () => {
  const ahead = button({ ...loading, asked: false })
  ahead.found.click()
  const asked = button({ ...loading, asked: true })
  asked.found.click()
  expect([ahead.run, ahead.stop, asked.run, asked.stop].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 0, 1])
})
