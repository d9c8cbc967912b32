/**
 * Whatever happens to the line and to the page, in whatever order: each word that was typed is at the server once, or it is
 * offered back; both ends hold the same in the end; and nothing is sent for ever.
 */
import { expect, test, vi } from 'vitest'
import { livePage, page, pass, testEveryPage, unload, until } from './testPage'

const around = testEveryPage()

const STEPS = 40
/** Document messages that no honest page needs in a storm. */
const TALK_MAX = 800

const says = (mark: string) => (update: Uint8Array) => new TextDecoder().decode(update).includes(mark)

/** Numbers from 0 to 1, the same ones for the same seed. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test.each(Array.from({ length: 40 }, (_, n) => n + 1))('storm %d loses no word and ends', async (seed) => {
  const { server } = around
  const random = chance(seed)
  vi.spyOn(Math, 'random').mockImplementation(random)
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  server.refuses = (update) => (says('R')(update) ? 'document-full' : null)
  server.closesOver = (update) => (says('K')(update) ? 4413 : null)
  const typed: string[] = []
  let it = await livePage()

  const happenings = {
    type() {
      if (!it.connection.editable.get()) return
      const word = `<${oneOf(['', '', '', '', '', '', 'R', 'K'])}${typed.length}>`
      typed.push(word)
      it.text().insert(random() < 0.8 ? it.text().length : 0, word)
    },
    other: () => server.doc.getText('file:main').insert(0, '#'),
    cut: () => server.cut(),
    down() {
      server.down = true
      server.cut()
    },
    up() {
      server.down = false
    },
    silent() {
      server.withholdAcks = random() < 0.5
    },
    async reload() {
      await unload(it)
      it = page()
    },
  }
  const mostly = Array<keyof typeof happenings>(7).fill('type')
  const names = [...mostly, 'cut', 'down', 'up', 'up', 'other', 'silent', 'reload'] as const
  for (let step = 0; step < STEPS; step++) {
    await happenings[oneOf(names)]()
    await pass(oneOf([0, 1, 3, 30, 300, 4_000]))
  }
  server.down = server.withholdAcks = false
  server.cut()
  const { connection } = it
  // What the server closes the connection over is tried again after ever longer waits.
  await pass(200_000)
  await until(() => connection.save.get().kind === 'saved' && connection.editable.get())
  await pass(300)

  const refused = connection.refused.get().map(({ text }) => text)
  const offered = refused.join('')
  expect(typed.filter((word) => !server.text.includes(word) && !offered.includes(word))).toEqual([])
  expect(typed.filter((word) => server.text.split(word).length > 2)).toEqual([])
  expect(it.text().toString()).toBe(server.text)
  expect(server.updates.length).toBeLessThan(TALK_MAX)
  expect(reportError).not.toHaveBeenCalled()
})
