// After a restore from a backup: what browsers may bring back, and what nobody may make of it.
import assert from 'node:assert/strict'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { edit, enter, replica, step2, update } from '../hotseat-client.mjs'
import { createSession, dataFolder, joinSession, request, startServer, until } from '../server.mjs'

const code = async (session, token) => (await request(`${session.url}/code`, { bearer: token })).body.code

/** One client, one collected struct of so many units from this clock on. */
function collected(client, clock, units) {
  const encoder = encoding.createEncoder()
  for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number)
  encoding.writeUint8(encoder, 0)
  encoding.writeVarUint(encoder, units)
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

function putBack(backup, data) {
  cpSync(join(backup, 'hotseat.db'), join(data, 'hotseat.db'))
  for (const file of readdirSync(data)) if (/-(wal|shm)$/.test(file)) rmSync(join(data, file))
}

/** A session that a backup was put back of, in which Noor and Mara had typed before and after the backup. */
async function restored(t) {
  const data = dataFolder(t)
  const backup = dataFolder(t)
  let server = await startServer(t, { data })
  const session = await createSession(server)
  const [noor, mara] = [await joinSession(session, 'candidate', 'Noor'), await joinSession(session, 'host', 'Mara')]
  const type = async (connection, doc, text) => {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(connection.doc))
    const acks = connection.of('ACK').at(-1)?.n ?? 0
    connection.send(update(edit(doc, (shared) => shared.insert(0, text))))
    await until(`ACK for ${text}`, () => (connection.of('ACK').at(-1)?.n ?? 0) > acks)
  }
  const [ofNoor, ofMara] = [replica(21), replica(22)]
  let [candidate, host] = [await enter(t, server, session, noor.token), await enter(t, server, session, mara.token)]
  await type(candidate, ofNoor, 'noor before ')
  await until('it is at the host', () => host.text().includes('noor before'))
  await type(host, ofMara, 'mara before ')
  await server.terminate()
  cpSync(join(data, 'hotseat.db'), join(backup, 'hotseat.db'))

  server = await startServer(t, { data, port: server.port })
  ;[candidate, host] = [await enter(t, server, session, noor.token), await enter(t, server, session, mara.token)]
  await type(candidate, ofNoor, 'noor after ')
  await until('it is at the host', () => host.text().includes('noor after'))
  await type(host, ofMara, 'mara after ')
  // Both pages show all of it; a connection of these tests does not hear its own edits.
  Y.applyUpdate(ofNoor, Y.encodeStateAsUpdate(ofMara))
  assert.equal(ofNoor.getText('file:main').toString(), ofMara.getText('file:main').toString())
  await server.terminate()
  putBack(backup, data)
  server = await startServer(t, { data, port: server.port })
  return { server, session, noor, mara, ofNoor, ofMara }
}

test('after a restore two pages that come back at once bring the room back', { timeout: 60_000 }, async (t) => {
  const { server, session, noor, mara, ofNoor, ofMara } = await restored(t)
  const [candidate, host] = [await enter(t, server, session, noor.token), await enter(t, server, session, mara.token)]
  // As pages do: everything they have, in answer to the server's step 1.
  for (let tries = 0; tries < 3; tries++) {
    host.send(step2(Y.encodeStateAsUpdate(ofMara)))
    candidate.send(step2(Y.encodeStateAsUpdate(ofNoor)))
    await host.settled()
    await candidate.settled()
  }
  const refusals = [...host.of('NACK'), ...candidate.of('NACK')].map((nack) => nack.code)
  assert.equal(await code(session, mara.token), ofMara.getText('file:main').toString(), `refused: ${refusals}`)
})

test('after a restore pages bring the room back also when the server was started again meanwhile', { timeout: 60_000 }, async (t) => {
  const { server, session, mara, ofMara } = await restored(t)
  await server.terminate()
  const again = await startServer(t, { data: server.data, port: server.port })
  const host = await enter(t, again, session, mara.token)
  host.send(step2(Y.encodeStateAsUpdate(ofMara)))
  await host.settled()
  assert.deepEqual(host.of('NACK').map((nack) => nack.code), [])
  assert.equal(await code(session, mara.token), ofMara.getText('file:main').toString())
})

test('in a restored session nobody writes under the ids of the server', { timeout: 60_000 }, async (t) => {
  const { server, session, noor, mara } = await restored(t)
  const { createHash } = await import('node:crypto')
  const writer = Number(createHash('sha256').update(`${session.id}//2`).digest().readBigUInt64BE(0) & ((1n << 53n) - 1n))
  const starter = Number(createHash('sha256').update(`${session.id}/python`).digest().readBigUInt64BE(0) & ((1n << 53n) - 1n))
  const candidate = await enter(t, server, session, noor.token)
  candidate.send(step2(collected(writer, 0, 2 ** 31 - 1)))
  candidate.send(step2(collected(starter, 0, 2 ** 31 - 1)))
  await candidate.settled()
  const put = await request(`${session.url}/code`, { method: 'PUT', bearer: mara.token, body: { code: 'put' } })
  const file = await request(`${session.url}/files`, { method: 'POST', bearer: mara.token, body: { language: 'python' } })
  assert.deepEqual([put.status, file.status], [200, 201], `${put.body.detail}; ${file.body.detail}`)
})

test('in a restored session nobody uses up the Yjs ids of the document', { timeout: 60_000 }, async (t) => {
  const { server, session, noor, mara } = await restored(t)
  const candidate = await enter(t, server, session, noor.token)
  const encoder = encoding.createEncoder()
  const count = 32_760
  encoding.writeVarUint(encoder, count)
  for (let client = 5_000_000 + count; client > 5_000_000; client--) {
    for (const number of [1, client, 0]) encoding.writeVarUint(encoder, number)
    encoding.writeUint8(encoder, 0)
    encoding.writeVarUint(encoder, 1)
  }
  encoding.writeVarUint(encoder, 0)
  candidate.send(step2(encoding.toUint8Array(encoder)))
  await candidate.settled()
  const host = await enter(t, server, session, mara.token)
  for (let i = 0; i < 10; i++) host.send(update(edit(replica(900 + i), (text) => text.insert(0, `honest ${i} `))))
  await host.settled()
  assert.deepEqual(host.of('NACK').map((nack) => nack.code), [])
})

test('in a restored session nobody writes in the name of a host, who goes on where they were', { timeout: 60_000 }, async (t) => {
  const { server, session, noor, mara, ofMara } = await restored(t)
  const candidate = await enter(t, server, session, noor.token)
  // The host is away for a moment; what they wrote is theirs to bring.
  candidate.send(step2(Y.encodeStateAsUpdate(ofMara)))
  const forged = replica(22, [Y.encodeStateAsUpdate(ofMara)])
  candidate.send(step2(edit(forged, (text) => text.insert(0, 'I hire this candidate. '))))
  await candidate.settled()
  assert.deepEqual(candidate.of('NACK').map((nack) => nack.code), ['foreign-client', 'foreign-client'])
  // They typed meanwhile, under the same id.
  edit(ofMara, (shared) => shared.insert(0, 'the host goes on typing '))
  const host = await enter(t, server, session, mara.token)
  host.send(step2(Y.encodeStateAsUpdate(ofMara)))
  await host.settled()
  const after = await code(session, mara.token)
  assert.doesNotMatch(after, /I hire/, 'forged')
  assert.equal(after, ofMara.getText('file:main').toString())
})
