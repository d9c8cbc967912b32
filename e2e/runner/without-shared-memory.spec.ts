import { expect, test } from './fixture'

test.use({ variant: { isolated: false } })

test('input is answered by running again with what is known, and nothing is printed twice', async ({ lab }) => {
  expect(await lab.page.evaluate(() => crossOriginIsolated)).toBe(false)
  for (const [language, code] of [
    ['javascript', 'const a = prompt("a?"); console.log("A", a); console.log(a + prompt("b?")); console.log(prompt())'],
    ['python', 'a = input("a? ")\nprint("A", a)\nprint(a + input("b? "))\nimport sys, time\ntime.sleep(0.05)\nprint(sys.stdin.readline() or None)'],
  ] as const) {
    const { out, exit } = await lab.run(language, code, { answers: ['1', '2', null] })
    expect(exit).toEqual({ code: 0, reason: 'exit', ms: expect.any(Number), truncated: false })
    expect(out).toEqual(['a? ', 'A 1', 'b? ', '12', language === 'python' ? 'None' : 'null'])
  }
})

test('chance and time are the same in every repetition, and go on from answer to answer', async ({ lab }) => {
  for (const [language, code] of [
    [
      'javascript',
      `const draw = () => [Math.random(), crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(4))].join()
       const before = [draw(), String(new Date()), Date()], t = Date.now(), p = performance.now()
       for (const each of before) { console.log(each); prompt() }
       const after = Date.now()
       console.log(before.every((each, i) => console.log(each) === undefined), after >= t, performance.now() >= p, new Date() instanceof Date, typeof Date(0))`,
    ],
    [
      'python',
      `import os, random, secrets, time, uuid, datetime
before = [random.random(), random.randint(1, 10**9), secrets.token_hex(), uuid.uuid4(), os.urandom(4), int(time.time()), datetime.date.today()]
t, m = time.time(), time.monotonic()
for each in before:
  print(each)
  input()
for each in before: print(each)
print(time.time() >= t, time.monotonic() >= m)`,
    ],
  ] as const) {
    const { out, exit } = await lab.run(language, code, { answers: Array(7).fill('x') })
    expect(exit).toMatchObject({ code: 0, reason: 'exit' })
    const draws = language === 'python' ? 7 : 3
    // What was printed before each answer is what the last repetition holds: it was drawn again, and is the same.
    expect(out.slice(draws, 2 * draws)).toEqual(out.slice(0, draws))
    expect(out.at(-1)).toBe(language === 'python' ? 'True True' : 'true true true true string')
  }
})

test('chance differs from run to run', async ({ lab }) => {
  const draw = async () => (await lab.run('javascript', 'console.log(Math.random())')).out[0]
  expect(await draw()).not.toBe(await draw())
})

test('both streams in turn arrive in their order', async ({ lab }) => {
  const { exit } = await lab.run('javascript', 'for (let i = 0; i < 5000; i++) { console.log("o" + i); console.error("e" + i) }')
  expect(exit).toMatchObject({ code: 0 })
  const lines = await lab.page.evaluate(() => globalThis.lab.runs.list.get().at(-1)?.lines.map(({ text }) => text))
  expect(lines).toEqual(Array.from({ length: 2_500 }, (_, i) => [`o${i + 2_500}`, `e${i + 2_500}`]).flat())
})

test('stop, the flood limit and output before an endless loop work', async ({ lab }) => {
  for (const [language, code] of [
    ['javascript', 'console.log("a"); console.log("b"); for (;;);'],
    ['python', 'print("a")\nprint("b")\nwhile True: pass'],
  ] as const) {
    await lab.prepare(language)
    const { out, exit } = await lab.run(language, code, { stopAfter: 'output' })
    expect(out).toEqual(['a', 'b'])
    expect(exit).toMatchObject({ code: 130, reason: 'stopped' })
  }
  expect((await lab.run('javascript', 'for (;;) console.log("x".repeat(500))')).exit).toMatchObject({ code: 153, truncated: true })
})
