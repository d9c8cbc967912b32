import * as Y from 'yjs'
import { createSession, joinSession } from '../server.mjs'
import { connect, synced } from '../yjs-client.mjs'
import { expect, type Person, test } from './fixture'

test('two people create, join and type at once, and each sees the other', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor Haddad')

  await expect(mara.people.getByText('Noor Haddad')).toBeVisible()
  await expect(noor.people.getByText('Mara Voss')).toBeVisible()

  await mara.write('')
  await noor.expectText('')
  await mara.code.focus()
  await noor.code.focus()
  await Promise.all([
    mara.page.keyboard.type('// from Mara\n'.repeat(3), { delay: 5 }),
    noor.page.keyboard.type('// from Noor\n'.repeat(3), { delay: 5 }),
  ])
  await expect.poll(async () => (await mara.text()) === (await noor.text())).toBe(true)
  const text = (await mara.text()).replaceAll('\n', '')
  expect(text.replaceAll('// from Noor', '')).toBe('// from Mara'.repeat(3))
  await mara.expectSaved()
  await noor.expectSaved()
})

test('a cursor and a selection of somebody else are drawn with their name', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor Haddad')
  await noor.write('first line\nsecond line\nthird line')
  await noor.page.keyboard.press('Shift+Home')
  const caret = mara.page.locator('.cm-remote')
  await expect(caret).toHaveCount(1)
  await expect(caret).toHaveText(/Noor/)
  await expect(mara.page.locator('.cm-remote-sel')).toHaveCount(1)
  await noor.page.context().close()
  await expect(caret).toHaveCount(0)
  await expect(mara.people.getByText('Noor Haddad')).toHaveCount(0)
  await mara.button('1 left').click()
  await expect(mara.page.getByRole('list', { name: 'Left' }).getByText('Noor Haddad')).toBeVisible()
})

test('typing over a selection, wrapping and deleting it break no rule of the page', async ({ room }) => {
  const { mara } = room
  const { keyboard } = mara.page
  await mara.write('let first = 1\nlet second = 2\nlet third = 3')
  await expect(mara.page.locator('.cm-content .tok-keyword')).toHaveCount(3)

  await keyboard.press('Control+Home')
  await keyboard.press('Shift+ArrowDown')
  await keyboard.press('Shift+ArrowDown')
  await keyboard.type('(')
  await mara.expectText('(let first = 1\nlet second = 2\n)let third = 3')
  await keyboard.type('const ')
  await mara.expectText('(const )let third = 3')

  await keyboard.press('End')
  await keyboard.press('Enter')
  await keyboard.type('last')
  await keyboard.press('Control+a')
  await edit(mara, 'deleteBackward')
  await mara.expectText('')

  await keyboard.type('let word = 1')
  await keyboard.press('Home')
  await keyboard.press('Shift+End')
  await keyboard.type('x')
  await mara.expectText('x')
})

/** An editing command of the browser's own, as its menus give it: without a key. */
async function edit(person: Person, command: string): Promise<void> {
  const browser = await person.page.context().newCDPSession(person.page)
  await browser.send('Input.dispatchKeyEvent', { type: 'keyDown', commands: [command] })
  await browser.detach()
}

test('the link is found in a whole pasted message', async ({ room, arrive, server }) => {
  const noor = await arrive()
  await noor.page.goto(server.url)
  await noor.page.getByPlaceholder(/link/).fill(`Hi Noor, here is the room: ${room.candidate} (see you at 10)`)
  await noor.button('Join').click()
  await noor.join('Noor')
  await expect(room.mara.people.getByText('Noor')).toBeVisible()
})

test('JavaScript runs in the presser’s browser and everybody sees the output', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write("for (const n of [1, 2, 3]) console.log('square', n * n)")
  await noor.button('Run').click()
  for (const person of [noor, mara]) {
    await expect(person.console).toContainText('square 9')
    await expect(person.console).toContainText('exit 0')
  }
  const late = await arrive()
  await late.page.goto(room.candidate)
  await late.join('Late')
  await expect(late.console).toContainText('square 9')
})

test('a long name leaves room for how its run ended', async ({ room, arrive }) => {
  const noor = await arrive({ viewport: { width: 1280, height: 800 } })
  await noor.page.goto(room.candidate)
  await noor.join('Noor Wilhelmina Haddad-Featherstonehaugh')
  await noor.write("console.log('done')")
  await noor.button('Run').click()
  const run = noor.console.getByRole('region', { name: /Featherstonehaugh/ })
  await expect(run.getByText('exit 0')).toBeInViewport({ ratio: 1 })
  await run.getByRole('button', { name: /Featherstonehaugh/ }).click()
  await expect(run.getByText('done')).toBeHidden()
})

test('Python runs, asks for input, and an error leads to its line', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.language.selectOption({ label: 'Python' })
  await noor.expectText(/def greet/)
  await noor.write("name = input('who? ')\nprint('hello', name)\nprint(1 / 0)\n# end")
  await noor.page.keyboard.press('Control+Enter')
  const input = noor.page.getByRole('textbox', { name: 'Input' })
  await expect(input).toBeFocused()
  await input.fill('Zoë')
  await input.press('Enter')
  for (const person of [noor, mara]) {
    await expect(person.console).toContainText('hello Zoë')
    await expect(person.console).toContainText('ZeroDivisionError')
    await expect(person.console).toContainText('exit 1')
  }
  await expect(noor.page.locator('.cm-line--err')).toContainText('print(1 / 0)')
  await noor.page.keyboard.press('Control+Home')
  await noor.console.getByText(/line 3/).click()
  await expect(noor.page.getByText('Ln 3')).toBeVisible()
})

test('an endless loop is stopped and the next run works', async ({ room }) => {
  const { mara } = room
  await mara.write("console.log('begin')\nwhile (true) {}")
  await mara.button('Run').click()
  await expect(mara.console).toContainText('begin')
  await mara.button('Stop').click()
  await expect(mara.console).toContainText(/stopped/i)
  await mara.write("console.log('alive')")
  await mara.button('Run').click()
  await expect(mara.console).toContainText('alive')
})

test('switching the language opens its file and loses nothing', async ({ room, arrive }) => {
  const { mara } = room
  await mara.write('let kept = 1')
  await mara.language.selectOption({ label: 'Python' })
  await mara.expectText(/def greet/)
  await mara.language.selectOption({ label: 'JavaScript' })
  await mara.expectText('let kept = 1')
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.page.getByRole('tab', { name: /main\.py/ }).click()
  await noor.expectText(/def greet/)
})

test('an observer watches without a card and cannot type or run', async ({ room, arrive }) => {
  const rui = await arrive()
  await rui.page.goto(room.observer)
  await expect(rui.code).toBeVisible()
  await room.mara.write('only to be read')
  await rui.expectText('only to be read')
  await rui.code.focus()
  await rui.page.keyboard.type('forbidden')
  await expect(rui.page.locator('.toasts')).toContainText('You are watching: typing needs the candidate link')
  await expect(rui.page.locator('.toast')).toHaveCount(1)
  await expect(rui.page.getByText('runs in this browser')).toHaveCount(0)
  await rui.page.keyboard.press('Control+a')
  await rui.page.keyboard.type('x')
  await rui.expectText('only to be read')
  await expect(rui.page.getByRole('button', { name: 'Run', exact: true })).toBeDisabled()
})

test('two browsers and a stock Yjs client edit one file together', async ({ server, arrive }) => {
  const session = await createSession(server)
  const endings: (() => void)[] = []
  const other = connect({ after: (end: () => void) => endings.push(end) }, server, session, (await joinSession(session, 'candidate', 'Program')).token)
  await synced(other)
  const people = await Promise.all(['Mara', 'Noor'].map(async (name, i) => {
    const person = await arrive()
    await person.page.goto(i === 0 ? session.links.host : session.links.candidate)
    await person.join(name)
    return person
  }))
  const [mara, noor] = people as [typeof people[0], typeof people[0]]
  await mara.write('')
  await mara.type('browser one\n')
  await noor.expectText(/browser one/)
  await noor.type('browser two\n')
  await expect.poll(() => other.text.toString()).toContain('browser two')
  other.text.insert(0, 'program\n')
  for (const person of people) await person.expectText('program\nbrowser one\nbrowser two\n')
  const anchor = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(other.text, 3))
  other.awareness.setLocalState({ cursor: { anchor, head: anchor } })
  await expect(mara.page.locator('.cm-remote', { hasText: 'Program' })).toHaveCount(1)
  for (const end of endings) end()
})
