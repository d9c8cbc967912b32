// What some yjs clients have to say to a server, generated from a seed: honest edits, those of one who is up to no good, and whole
// documents as they are brought after a break. They hear of each other here and there, so that many build on what a server would refuse.
// And what a yjs is that was sent what a server relayed.
import * as Y from 'yjs'
import { KEYS, VALUES, WORDS, richEdit } from './edits.mjs'
import { random } from './random.mjs'
import { CLIENTS, bytes, hex, newDoc, plain, reloaded, take } from './scenario.mjs'

/** Every third sequence is of a document that holds everything; the others have texts and a map. */
const holdsAll = (seed) => seed % 3 === 0

export function sequence({ seed }) {
  const rnd = random(seed)
  const evil = rnd.pick([0, 0, 0.05, 0.3])
  const lost = rnd.pick([0, 0, 0.1, 0.4])
  const crowded = rnd.pick([0.1, 0.5, 0.95])
  const ids = [...CLIENTS]
  const peers = Array.from({ length: 2 + rnd.below(3) }, (_, index) => {
    const doc = newDoc({})
    doc.clientID = ids.splice(rnd.below(ids.length), 1)[0]
    const peer = { index, doc, inbox: [], made: null }
    doc.on('update', (update) => (peer.made = update))
    return peer
  })
  const messages = []
  const say = (peer, update, kind) => messages.push({ from: peer.index, kind, update: hex(update) })
  for (let steps = 8 + rnd.below(30); steps > 0; steps--) {
    const peer = rnd.pick(peers)
    if (peer.inbox.length > 0 && rnd.chance(0.5)) {
      take(peer.doc, peer.inbox.splice(rnd.chance(0.2) ? rnd.below(peer.inbox.length) : 0, 1)[0])
    } else if (rnd.chance(0.06)) {
      const known = rnd.chance(0.5) ? undefined : Y.encodeStateVector(rnd.pick(peers).doc)
      say(peer, Y.encodeStateAsUpdate(peer.doc, known), 'step2')
    } else {
      peer.made = null
      peer.doc.transact(() => {
        for (let n = rnd.chance(0.7) ? 1 : 1 + rnd.below(4); n > 0; n--) edit(peer.doc, rnd, { crowded, evil: peer === peers[0] ? evil : 0, all: holdsAll(seed) })
      })
      if (peer.made === null) continue
      say(peer, peer.made, 'update')
      for (const other of peers) if (other !== peer && !rnd.chance(lost)) other.inbox.push(peer.made)
    }
  }
  return { clients: peers.map(({ doc }) => doc.clientID), messages, states: peers.map(({ doc }) => hex(Y.encodeStateAsUpdate(doc))) }
}

function edit(doc, rnd, { crowded, evil, all }) {
  if (rnd.chance(evil)) return forbidden(doc, rnd)
  if (all && rnd.chance(0.3)) return richEdit(doc, rnd, { crowded, halves: false })
  const map = doc.getMap('m')
  if (rnd.chance(0.15)) return map.set(rnd.pick(KEYS), rnd.pick(VALUES))
  if (rnd.chance(0.05)) return map.delete(rnd.pick(KEYS))
  const text = doc.getText(rnd.chance(0.8) ? 't' : 'u')
  if (text.length > 0 && rnd.chance(0.3)) {
    const index = rnd.below(text.length)
    return text.delete(index, 1 + rnd.below(Math.min(6, text.length - index)))
  }
  return text.insert(rnd.chance(crowded) ? Math.min(1, text.length) : rnd.below(text.length + 1), rnd.pick(WORDS))
}

/** What the texts and the map of a room must not hold, and other roots. */
function forbidden(doc, rnd) {
  const text = doc.getText('t')
  const index = rnd.below(text.length + 1)
  switch (rnd.below(7)) {
    case 0:
      return text.insertEmbed(index, { evil: 1 })
    case 1:
      return text.insert(index, 'bold', { bold: true })
    case 2:
      return doc.getMap('m').set(rnd.pick(KEYS), new Y.Text('nested'))
    case 3:
      return doc.getMap('m').set(rnd.pick(KEYS), new Uint8Array([1, 2, 3]))
    case 4:
      return text.setAttribute('key', 'value')
    case 5:
      return doc.getArray('zz').insert(0, [1, 2, 3])
    default:
      return doc.getText('zy').insert(0, 'elsewhere')
  }
}

/**
 * What a yjs is after these updates: each root, its state, and the same loaded anew, beside what it makes of the server's own state. `again`
 * changes nothing; what yjs fails on was never relayed.
 */
export function relayed({ updates, again, own }) {
  const doc = newDoc({})
  for (const update of updates) take(doc, bytes(update))
  const answer = { ...view(doc), state: hex(Y.encodeStateAsUpdate(doc)), reloaded: hex(reloaded(doc)), vector: hex(Y.encodeStateVector(doc)) }
  const waits = doc.store.pendingStructs !== null || doc.store.pendingDs !== null
  const changing = again.findIndex((update) => {
    try {
      take(doc, bytes(update))
    } catch {
      return false
    }
    return hex(Y.encodeStateAsUpdate(doc)) !== answer.state
  })
  const server = newDoc({})
  Y.applyUpdate(server, bytes(own))
  return { ...answer, waits, changing, own: hex(Y.encodeStateAsUpdate(server)) }
}

/** The texts that somebody sees who was sent one update after the other; nothing where yjs fails on one. */
export function seen({ updates }) {
  const doc = newDoc({})
  try {
    for (const update of updates) take(doc, bytes(update))
  } catch {
    return {}
  }
  return { t: doc.getText('t').toString(), u: doc.getText('u').toString() }
}

const view = (doc) => ({
  t: doc.getText('t').toString(),
  u: doc.getText('u').toString(),
  m: shown(doc.getMap('m')),
  a: shown(doc.getArray('a')),
  n: shown(doc.getMap('n')),
})

/** Nothing where yjs fails on showing it, as on XML that a forger has put a `null` into; whoever compares it leaves such roots out. */
function shown(type) {
  try {
    return plain(type.toJSON())
  } catch {
    return undefined
  }
}
