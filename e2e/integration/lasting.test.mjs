// What outlives the process: kill -9 in the middle of typing, an orderly stop, a start that cannot be.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSession, dataFolder, joinSession, launch, request, startServer, until } from '../server.mjs'
import { connect, synced } from '../yjs-client.mjs'

test('kill -9 in the middle of typing loses nothing that another client had seen', async (t) => {
  const data = dataFolder(t)
  let server = await startServer(t, { data })
  const session = await createSession(server)
  const { token } = await joinSession(session, 'candidate', 'Noor')
  const { token: watching } = await joinSession(session, 'host', 'Mara')
  const noor = connect(t, server, session, token)
  const mara = connect(t, server, session, watching)
  await Promise.all([synced(noor), synced(mara)])

  for (let round = 0; round < 3; round++) {
    let typed = 0
    const typing = setInterval(() => noor.text.insert(noor.text.length, `<${round}.${typed++}>`), 1)
    await until('some of it at Mara', () => mara.text.toString().includes(`<${round}.60>`))
    await server.kill()
    clearInterval(typing)
    const seen = mara.text.toString().match(/<\d+\.\d+>/g)
    // Nobody who typed or saw it may help the server remember: it is asked before anyone is back.
    noor.provider.disconnect()
    mara.provider.disconnect()
    server = await startServer(t, { data, port: server.port })
    const { body } = await request(`${session.url}/code`, { bearer: token })
    const kept = new Set(body.code.match(/<\d+\.\d+>/g))
    assert.deepEqual(seen.filter((marker) => !kept.has(marker)), [])

    noor.provider.connect()
    mara.provider.connect()
    await until('one text again', () => noor.provider.synced && mara.provider.synced && noor.text.toString() === mara.text.toString())
    for (let i = 0; i < typed; i++) assert.equal(noor.text.toString().split(`<${round}.${i}>`).length, 2, `<${round}.${i}> once`)
  }
})

test('a stop by signal sends everybody away for a moment and ends in time', async (t) => {
  const server = await startServer(t)
  const session = await createSession(server)
  const { token } = await joinSession(session, 'candidate', 'Noor')
  const noor = connect(t, server, session, token)
  await synced(noor)
  let code = null
  noor.provider.on('connection-close', (event) => {
    code ??= event?.code
  })
  const started = Date.now()
  const { code: exit } = await server.terminate()
  await until('the close code', () => code)
  assert.equal(code, 1012)
  assert.ok(exit === 0 || exit === 143, `exit code ${exit}`)
  assert.ok(Date.now() - started < 10_000)
})

for (const [what, options, sentence] of [
  ['a port that is no number', () => ['--port=abc'], /--port \(HOTSEAT_PORT\): 'abc' is no port; give a number/],
  ['a log level that is none', () => ['--log=banana'], /--log \(HOTSEAT_LOG\): 'banana' is no level; one of ERROR, WARN/],
  ['an option that does not exist', () => ['--nonsense'], /Unknown option: '--nonsense'; see \.\/hotseat help/],
  ['a public URL with a path', () => ['--public-url=https://a.example/x'], /--public-url .* is not scheme, host and port alone/],
  ['a data folder that is a file', (data) => [`--data=${join(data, 'file')}`], /--data \(HOTSEAT_DATA\): the folder .* cannot be written/],
  ['an address that is not ours', () => ['--host=203.0.113.1', '--port=0'], /cannot listen on 203\.0\.113\.1/],
]) {
  test(`${what} ends the start with one sentence`, async (t) => {
    const data = dataFolder(t)
    writeFileSync(join(data, 'file'), '')
    const { exited } = await launch([`--data=${data}`, '--port=0', ...options(data)].filter((option, i, all) => {
      const name = option.split('=')[0]
      return all.findLastIndex((other) => other.split('=')[0] === name) === i // the last of a kind counts
    }))
    const { code, output } = await exited
    assert.notEqual(code, 0)
    assert.match(output, sentence)
    assert.equal(output.trim().split('\n').length, 1)
  })
}

test('what a PUT wrote at the limit is there after kill -9', async (t) => {
  const data = dataFolder(t)
  let server = await startServer(t, { data })
  const session = await createSession(server)
  const { token } = await joinSession(session, 'candidate', 'Noor')
  const code = '\u65e5'.repeat(600_000) // 1.8 MB on the wire: more than a browser may send in one edit
  const put = await request(`${session.url}/code`, { method: 'PUT', bearer: token, body: code, type: 'text/plain' })
  assert.equal(put.status, 200)
  await server.kill()
  server = await startServer(t, { data, port: server.port })
  const read = await request(`${session.url}/code`, { bearer: token })
  assert.equal(read.status, 200)
  assert.ok(read.body.code === code)
})

test('a data folder that another server uses ends the start with one sentence', async (t) => {
  const server = await startServer(t)
  const { exited } = await launch(['--port=0', `--data=${server.data}`])
  const { code, output } = await exited
  assert.notEqual(code, 0)
  assert.match(output, /another Hotseat uses the folder .*; stop it, or choose another/)
  assert.equal(output.trim().split('\n').length, 1)
})

test('a port in use ends the start with one sentence that names the way out', async (t) => {
  const server = await startServer(t)
  const { exited } = await launch([`--port=${server.port}`, `--data=${dataFolder(t)}`])
  const { code, output } = await exited
  assert.notEqual(code, 0)
  assert.match(output, new RegExp(`cannot listen on 127.0.0.1:${server.port} .*choose another with --port`))
  assert.equal(output.trim().split('\n').length, 1)
})
