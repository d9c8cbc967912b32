// A store that cannot write, a backup that is put back, a file that is taken away: what people are told, and that nothing is lost.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as Y from 'yjs'
import { edit, enter, replica, step1, step2, update } from '../hotseat-client.mjs'
import { createSession, dataFolder, joinSession, request, startServer, until } from '../server.mjs'
import { connect, synced } from '../yjs-client.mjs'

const code = async (session, token) => (await request(`${session.url}/code`, { bearer: token })).body.code

/** Lets no file of the process grow beyond this; what a full disk looks like to it. */
const limitFiles = (server, bytes) => execFileSync('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:unlimited`])

test('a full disk is said within seconds, loses nothing, and is over when there is room again', { timeout: 90_000 }, async (t) => {
  const server = await startServer(t)
  const session = await createSession(server)
  const [noor, mara] = [await joinSession(session, 'candidate', 'Noor'), await joinSession(session, 'host', 'Mara')]
  const [author, other] = [await enter(t, server, session, noor.token), await enter(t, server, session, mara.token)]
  assert.equal((await request(`${server.url}/health/ready`)).status, 200)

  limitFiles(server, statSync(join(server.data, 'hotseat.db')).size)
  author.send(update(edit(replica(11), (text) => text.insert(0, 'typed while the disk was full '))))
  const began = Date.now()
  const ready = await until('the server says that it is not ready', async () => {
    const answer = await request(`${server.url}/health/ready`)
    return answer.status === 503 && answer
  })
  assert.ok(Date.now() - began < 8_000)
  assert.ok(Number(ready.headers.get('retry-after')) > 0)
  const created = await request(`${server.url}/api/sessions`, { method: 'POST', body: {} })
  assert.equal(created.status, 503)
  assert.ok(Number(created.headers.get('retry-after')) > 0)
  const put = await request(`${session.url}/code`, { method: 'PUT', bearer: noor.token, body: { code: 'put in vain' } })
  assert.equal(put.status, 503, 'a request does not wait for ever')
  assert.equal(author.of('ACK').length, 0)
  assert.equal(author.of('NACK').length, 0)
  assert.doesNotMatch(other.text(), /disk was full/)
  author.send(Uint8Array.of(3))
  await until('a sign of life', () => author.heard.includes('AWARENESS'))

  limitFiles(server, 'unlimited')
  await until('the edit at the other', () => other.text().includes('typed while the disk was full'), 20_000)
  await author.message('ACK')
  await until('the server is ready', async () => (await request(`${server.url}/health/ready`)).status === 200)
  await other.settled()
  assert.doesNotMatch(other.text(), /in vain/, 'what was answered with "try again" does not happen afterwards')
})

test('a database that is taken away is noticed, and no empty one is put in its place', async (t) => {
  const server = await startServer(t)
  const session = await createSession(server)
  for (const file of readdirSync(server.data).filter((name) => name.startsWith('hotseat.db'))) rmSync(join(server.data, file))
  await until('the server says so', async () => (await request(`${server.url}/health/ready`)).status === 503)
  assert.deepEqual(readdirSync(server.data).filter((name) => name.startsWith('hotseat.db')), [])
  assert.ok(session.id)
})

async function stopped(server) {
  await server.terminate()
}

test('after a backup was put back the browsers bring back what it lacks, each other’s too', { timeout: 60_000 }, async (t) => {
  const data = dataFolder(t)
  const backup = dataFolder(t)
  let server = await startServer(t, { data })
  const session = await createSession(server)
  const [noor, mara] = [await joinSession(session, 'candidate', 'Noor'), await joinSession(session, 'host', 'Mara')]
  await stopped(server)
  cpSync(join(data, 'hotseat.db'), join(backup, 'hotseat.db'))

  server = await startServer(t, { data, port: server.port })
  const candidate = await enter(t, server, session, noor.token)
  const host = await enter(t, server, session, mara.token)
  candidate.send(update(edit(replica(21), (text) => text.insert(0, 'by the candidate '))))
  await candidate.message('ACK')
  await until('it is at the host', () => host.text().startsWith('by the candidate '))
  host.send(update(edit(replica(22, [Y.encodeStateAsUpdate(host.doc)]), (text) => text.insert(0, 'by the host '))))
  await host.message('ACK')
  await request(`${session.url}/code?file=main`, { method: 'PUT', bearer: mara.token, body: { code: `${await code(session, mara.token)}put over REST\n` } })
  await until('it is at the host, too', () => host.text().endsWith('put over REST\n'))
  await host.settled()
  const whole = await code(session, mara.token)
  const kept = Y.encodeStateAsUpdate(host.doc)
  // Nothing but the host's page is left of all that.
  Y.applyUpdate(host.doc, edit(replica(22, [Y.encodeStateAsUpdate(candidate.doc), kept]), () => {}))
  candidate.socket.terminate()
  await stopped(server)

  cpSync(join(backup, 'hotseat.db'), join(data, 'hotseat.db'))
  for (const file of readdirSync(data)) if (/-(wal|shm)$/.test(file)) rmSync(join(data, file))
  server = await startServer(t, { data, port: server.port })
  assert.doesNotMatch(await code(session, mara.token), /by the/)
  const back = await enter(t, server, session, mara.token)
  assert.equal(back.of('WELCOME')[0].generation, 2)
  const all = replica(23, [kept])
  edit(all, (text) => text.insert(0, 'and goes on, '))
  back.send(step2(Y.encodeStateAsUpdate(all)))
  await back.message('ACK')
  assert.equal(await code(session, mara.token), `and goes on, by the host ${whole.replace('by the host ', '')}`)

  // The candidate comes back with a page of before, and goes on under their own id.
  const late = await enter(t, server, session, noor.token)
  const own = replica(21, [Y.encodeStateAsUpdate(late.doc)])
  late.send(update(edit(own, (text) => text.insert(0, 'the candidate again '))))
  await late.message('ACK')
  assert.match(await code(session, mara.token), /^the candidate again /)
  // And what the server itself wrote after the backup takes no place of what it writes now.
  const put = await request(`${session.url}/code?file=main`, { method: 'PUT', bearer: mara.token, body: { code: 'put again\n' } })
  assert.equal(put.status, 200)
  await until('it is there', () => late.text() === 'put again\n')
})

test('in an ordinary session nobody brings units of somebody else', async (t) => {
  const server = await startServer(t)
  const session = await createSession(server)
  const noor = await joinSession(session, 'candidate', 'Noor')
  const mara = await joinSession(session, 'host', 'Mara')
  const candidate = await enter(t, server, session, noor.token)
  candidate.send(update(edit(replica(31), (text) => text.insert(0, 'mine '))))
  await candidate.message('ACK')
  const host = await enter(t, server, session, mara.token)
  const forged = replica(31, [Y.encodeStateAsUpdate(host.doc)])
  edit(forged, (text) => text.insert(0, 'forged '))
  host.send(step2(Y.encodeStateAsUpdate(forged)))
  assert.equal((await host.message('NACK')).code, 'foreign-client')
})

test('a stop tells everybody to come back, and the closing door lets nobody in again', async (t) => {
  const server = await startServer(t)
  const session = await createSession(server)
  const noor = await joinSession(session, 'candidate', 'Noor')
  const page = await enter(t, server, session, noor.token)
  const stock = connect(t, server, session, noor.token)
  await synced(stock)
  const stopping = server.terminate()
  const { code: closed } = await page.closed
  assert.equal(closed, 1012)
  assert.equal(page.of('GOAWAY').length, 1)
  const { code: exit, signal } = await stopping
  assert.ok(exit === 0 || exit === 143 || signal === 'SIGTERM', `exit ${exit} ${signal}`)
  assert.doesNotMatch(server.output(), /ERROR/)
  page.socket.removeAllListeners()
  assert.ok(step1().length > 0)
})
