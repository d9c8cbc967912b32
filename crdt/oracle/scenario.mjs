// A session of some yjs replicas, generated from a seed, and what one of them (the mirror) saw and did, step by step:
// { edit: [op…], update } for its own transactions, { apply } for an update that reached it, each with the state bytes after it.
import * as Y from 'yjs'
import { random } from './random.mjs'

const hex = (bytes) => Buffer.from(bytes).toString('hex')
const WORDS = ['a', 'b', 'xyz', 'é', 'ÿ', '\u0100', '😀', 'a😀b', '😀🚀', '\n', 'hello ', '中文', 'if (x) {\n']
const KEYS = ['k', 'l', '', 'ключ', 'a long key']
const VALUES = [
  0, 1, -1, 63, 64, -64, 2 ** 31 - 1, -(2 ** 31 - 1), 2 ** 31, -(2 ** 31), 2 ** 40, 0.5, 0.1, -1.25, 1e300,
  true, false, null, '', 'text', 'ünï😀', [], [1, [2, 'x']], {}, { b: 1, a: { c: [null] } },
]
const CLIENTS = [1, 2, 3, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 2, 2 ** 53 - 1]

export function scenario({ seed, steps = 60 }) {
  const rnd = random(seed)
  const replicas = 2 + rnd.below(4)
  const rich = rnd.chance(0.6)
  const ids = [...CLIENTS]
  const peers = []
  for (let i = 0; i < replicas; i++) {
    const doc = new Y.Doc()
    doc.clientID = ids.splice(rnd.below(ids.length), 1)[0]
    const peer = { doc, inbox: [], undo: null }
    doc.on('update', (update) => {
      peer.made = update
    })
    peers.push(peer)
  }
  const mirror = peers[0]
  mirror.doc.getText('t')
  mirror.doc.getMap('m')
  if (rnd.chance(0.3)) peers[1].undo = new Y.UndoManager(peers[1].doc.getText('t'), { captureTimeout: 0 })
  const log = []
  const record = (step) => log.push({ ...step, state: hex(Y.encodeStateAsUpdate(mirror.doc)) })

  function send(from, update) {
    for (const peer of peers) {
      if (peer === from || rnd.chance(0.05)) continue
      peer.inbox.push(update)
      if (rnd.chance(0.1)) peer.inbox.push(update)
    }
  }

  function deliver(peer, update) {
    peer.made = null
    Y.applyUpdate(peer.doc, update)
    if (peer === mirror) record({ apply: hex(update), emitted: peer.made === null ? '0000' : hex(peer.made) })
    else if (peer.made !== null && rnd.chance(0.02)) send(peer, peer.made)
  }

  function edit(peer) {
    const ops = []
    peer.made = null
    peer.doc.transact(() => {
      for (let n = rnd.chance(0.7) ? 1 : 1 + rnd.below(4); n > 0; n--) {
        if (peer === mirror) ops.push(simpleEdit(peer.doc, rnd))
        else if (!rich || rnd.chance(0.5)) simpleEdit(peer.doc, rnd)
        else richEdit(peer.doc, rnd)
      }
    })
    if (peer.undo && rnd.chance(0.2)) peer.undo.undo()
    else if (peer.undo && rnd.chance(0.1)) peer.undo.redo()
    if (peer === mirror) record({ edit: ops, update: peer.made === null ? '0000' : hex(peer.made) })
    if (peer.made !== null) send(peer, peer.made)
  }

  for (let step = 0; step < steps; step++) {
    const peer = rnd.pick(peers)
    if (peer.inbox.length > 0 && rnd.chance(0.6)) {
      const at = rnd.chance(0.6) ? 0 : rnd.below(peer.inbox.length)
      deliver(peer, peer.inbox.splice(at, 1)[0])
    } else if (rnd.chance(0.05)) {
      const other = rnd.pick(peers)
      deliver(peer, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(peer.doc)))
    } else {
      edit(peer)
    }
  }
  const vector = hex(Y.encodeStateVector(peers.at(-1).doc))
  const diff = hex(Y.encodeStateAsUpdate(mirror.doc, Y.encodeStateVector(peers.at(-1).doc)))
  for (let round = 0; round < 2; round++) {
    for (const a of peers) {
      for (const b of peers) {
        if (a !== b) deliver(b, Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(b.doc)))
      }
    }
  }
  const fresh = new Y.Doc()
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(mirror.doc))
  return {
    client: mirror.doc.clientID,
    steps: log,
    beforeSync: { steps: log.length, vector, diff },
    text: mirror.doc.getText('t').toString(),
    map: mirror.doc.getMap('m').toJSON(),
    vector: hex(Y.encodeStateVector(mirror.doc)),
    loaded: hex(Y.encodeStateAsUpdate(fresh)),
  }
}

/** What the engine's own transactions can do too; returned so that it does the same. */
function simpleEdit(doc, rnd) {
  const text = doc.getText('t')
  const map = doc.getMap('m')
  switch (rnd.below(8)) {
    case 0: {
      const key = rnd.pick(KEYS)
      const value = rnd.pick(VALUES)
      map.set(key, value)
      return ['set', 'm', key, value]
    }
    case 1: {
      const key = rnd.pick(KEYS)
      map.delete(key)
      return ['remove', 'm', key]
    }
    case 2:
    case 3: {
      if (text.length === 0) return ['delete', 't', 0, 0]
      const index = rnd.below(text.length)
      const length = 1 + rnd.below(Math.min(6, text.length - index))
      text.delete(index, length)
      return ['delete', 't', index, length]
    }
    default: {
      const index = rnd.chance(0.4) ? Math.min(1, text.length) : rnd.below(text.length + 1)
      const word = rnd.pick(WORDS)
      text.insert(index, word)
      return ['insert', 't', index, word]
    }
  }
}

/** Everything else that Yjs knows. */
function richEdit(doc, rnd) {
  const array = doc.getArray('a')
  const map = doc.getMap('n')
  const container = anyContainer(doc, rnd)
  switch (rnd.below(12)) {
    case 0:
    case 1:
      return array.insert(rnd.below(array.length + 1), Array.from({ length: 1 + rnd.below(3) }, () => rnd.pick(VALUES)))
    case 2: {
      if (array.length === 0) return
      const index = rnd.below(array.length)
      return array.delete(index, 1 + rnd.below(Math.min(3, array.length - index)))
    }
    case 3:
      return array.insert(rnd.below(array.length + 1), [rnd.chance(0.5) ? new Uint8Array([1, 2, 3]) : nested(rnd)])
    case 4:
    case 5:
      return map.set(rnd.pick(KEYS), rnd.chance(0.7) ? nested(rnd) : rnd.pick(VALUES))
    case 6:
      return map.delete(rnd.pick(KEYS))
    case 7:
    case 8:
    case 9:
      return fill(container, rnd)
    case 10: {
      const text = doc.getText('r')
      const index = rnd.below(text.length + 1)
      if (rnd.chance(0.5)) return text.insert(index, rnd.pick(WORDS), rnd.chance(0.5) ? { bold: true } : undefined)
      if (rnd.chance(0.3)) return text.insertEmbed(index, { image: rnd.pick(KEYS) })
      if (text.length === index) return
      const length = 1 + rnd.below(text.length - index)
      return rnd.chance(0.5) ? text.format(index, length, { bold: rnd.pick([true, null]) }) : text.delete(index, length)
    }
    default: {
      const xml = doc.getXmlFragment('x')
      if (xml.length > 0 && rnd.chance(0.4)) {
        const node = xml.get(rnd.below(xml.length))
        if (node instanceof Y.XmlElement && rnd.chance(0.6)) return node.setAttribute('class', rnd.pick(WORDS))
        return xml.delete(rnd.below(xml.length), 1)
      }
      return xml.insert(rnd.below(xml.length + 1), [rnd.chance(0.6) ? new Y.XmlElement('div') : new Y.XmlText('txt')])
    }
  }
}

function nested(rnd) {
  switch (rnd.below(4)) {
    case 0:
      return new Y.Map([[rnd.pick(KEYS), rnd.pick(VALUES)]])
    case 1:
      return Y.Array.from([rnd.pick(VALUES), rnd.pick(VALUES)])
    case 2:
      return new Y.Text(rnd.pick(WORDS))
    default:
      return new Y.Doc({ guid: 'sub' + rnd.below(9) })
  }
}

function anyContainer(doc, rnd) {
  let container = rnd.chance(0.5) ? doc.getArray('a') : doc.getMap('n')
  for (let depth = 0; depth < 4; depth++) {
    const inner = (container instanceof Y.Text ? [] : [...container.values?.() ?? container.toArray()]).filter(
      (value) => value instanceof Y.AbstractType,
    )
    if (inner.length === 0 || rnd.chance(0.2)) break
    container = rnd.pick(inner)
  }
  return container
}

function fill(container, rnd) {
  const value = rnd.chance(0.4) ? nested(rnd) : rnd.pick(VALUES)
  if (container instanceof Y.Map) {
    if (rnd.chance(0.25)) return container.delete(rnd.pick(KEYS))
    return container.set(rnd.pick(KEYS), value)
  }
  if (container.length > 0 && rnd.chance(0.3)) return container.delete(rnd.below(container.length), 1)
  if (container instanceof Y.Text) return container.insert(rnd.below(container.length + 1), rnd.pick(WORDS))
  return container.insert(rnd.below(container.length + 1), [value])
}
