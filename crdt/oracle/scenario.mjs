// A session of some yjs replicas, generated from a seed, and what one of them (the mirror) saw and did, step by step:
// { edit: [op…], update, updateV2 } for its own transactions, { apply, emitted } for an update that reached it, each with what the
// mirror is after it. Updates are lost, doubled, disordered and merged on their way; how much of that, and who writes where, is up to the seed.
import * as Y from 'yjs'
import { plainEdit, richEdit } from './edits.mjs'
import { random } from './random.mjs'

export const hex = (bytes) => Buffer.from(bytes).toString('hex')
export const CLIENTS = [1, 2, 3, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 1, 2 ** 53 - 2, 2 ** 53 - 1]
const NOTHING = '0000'
/** Without a name of its own, which would be random and slow. */
export const newDoc = (options) => new Y.Doc({ guid: 'session', ...options })
/** One session in so many is a long one. */
const LONG_EVERY = 50

/** Stores of documents to which what they know means nothing: {@link take}. */
const careful = new WeakSet()

const { getMissing } = Y.Item.prototype
Y.Item.prototype.getMissing = function (transaction, store) {
  const known = careful.has(store) && this.id.clock + this.length <= Y.getState(store, this.id.client)
  return known ? null : getMissing.call(this, transaction, store)
}

/**
 * yjs, but for two of its habits in which the result depends on the order of updates.
 *
 * What waits is tried again whenever something comes. Of all that is waited for yjs notes one unit only, and may overlook that
 * another one came: with client 1 the text of `010101050401017401660000`, `01010200840101017800`, `0101010004010174016100`,
 * `0101010184010001620000` is "ab", in any other order "abx", and "abx" after loading that very state.
 *
 * What is known changes nothing. yjs splits the neighbours of a struct before it asks whether it has the struct. Who types the halves of a
 * pair one by one writes them as `010101000401017403efbfbd00` and `0101010184010003efbfbd00`, each U+FFFD, but its state as one pair,
 * `010101000401017404f09f988000`; after that state the second half, long known, cuts the pair: two U+FFFD, and no event says so.
 */
export function take(doc, update) {
  careful.add(doc.store)
  doc.store.pendingStructs?.missing.forEach((_, client, missing) => missing.set(client, -1))
  Y.applyUpdate(doc, update)
}

/** `halves`: whether somebody may type halves of surrogate pairs, so that two updates say something else of the same unit. */
export function scenario({ seed, steps, halves = true }) {
  const rnd = random(seed)
  const weather = {
    lost: rnd.pick([0, 0.05, 0.3]),
    doubled: rnd.pick([0, 0.1, 0.4]),
    disordered: rnd.pick([0, 0.4, 0.9]),
    merged: rnd.pick([0, 0.1]),
    crowded: rnd.pick([0.1, 0.4, 0.95]),
    rich: rnd.pick([0, 0.3, 0.6]),
    halves: rnd.chance(0.2) && halves,
    history: rnd.chance(0.3),
  }
  const session = new Session(rnd, weather)
  for (let n = steps ?? (seed % LONG_EVERY === 0 ? 400 : 10 + rnd.below(40)); n > 0; n--) session.step()
  return session.end()
}

class Session {
  constructor(rnd, weather) {
    this.rnd = rnd
    this.weather = weather
    this.log = []
    const ids = [...CLIENTS]
    this.peers = Array.from({ length: 2 + rnd.below(7) }, (_, index) => {
      const doc = newDoc({ gc: index === 0 || rnd.chance(0.85) })
      doc.clientID = ids.splice(rnd.below(ids.length), 1)[0]
      const peer = { doc, inbox: [], made: null, undo: null }
      doc.on('update', (update) => (peer.made = update))
      return peer
    })
    this.mirror = this.peers[0]
    this.mirror.doc.on('updateV2', (update) => (this.mirror.madeV2 = update))
    // yjs shows old states only of a document that collects nothing, so one that does goes beside it.
    this.keeping = weather.history ? newDoc({ gc: false }) : null
    this.mirror.doc.on('update', (update) => {
      if (this.keeping) Y.applyUpdate(this.keeping, update)
    })
    this.snapshots = []
    if (rnd.chance(0.3)) this.peers[1].undo = new Y.UndoManager(this.peers[1].doc.getText('t'), { captureTimeout: 0 })
  }

  step() {
    const { rnd, weather, peers } = this
    const peer = rnd.chance(0.4) ? this.mirror : rnd.pick(peers)
    if (peer.inbox.length > 0 && rnd.chance(0.6)) {
      const at = rnd.chance(weather.disordered) ? rnd.below(peer.inbox.length) : 0
      const several = peer.inbox.length - at > 1 && rnd.chance(weather.merged) ? 2 + rnd.below(peer.inbox.length - at - 1) : 1
      const updates = peer.inbox.splice(at, several)
      this.deliver(peer, several === 1 ? updates[0] : Y.mergeUpdates(updates))
    } else if (rnd.chance(0.05)) {
      this.deliver(peer, Y.encodeStateAsUpdate(rnd.pick(peers).doc, Y.encodeStateVector(peer.doc)))
    } else {
      this.edit(peer)
    }
  }

  send(from, update) {
    for (const peer of this.peers) {
      if (peer === from || this.rnd.chance(this.weather.lost)) continue
      peer.inbox.push(update)
      if (this.rnd.chance(this.weather.doubled)) peer.inbox.push(update)
    }
  }

  deliver(peer, update) {
    peer.made = null
    take(peer.doc, update)
    if (peer === this.mirror) this.record({ apply: hex(update), emitted: peer.made === null ? NOTHING : hex(peer.made) })
    else if (peer.made !== null && this.rnd.chance(0.02)) this.send(peer, peer.made)
  }

  edit(peer) {
    const { rnd, weather, mirror } = this
    const ops = []
    peer.made = null
    peer.doc.transact(() => {
      for (let n = rnd.chance(0.7) ? 1 : 1 + rnd.below(4); n > 0; n--) {
        if (peer !== mirror && rnd.chance(weather.rich)) richEdit(peer.doc, rnd, weather)
        else ops.push(plainEdit(peer.doc, rnd, weather.crowded))
      }
    })
    if (peer.undo && rnd.chance(0.2)) peer.undo.undo()
    else if (peer.undo && rnd.chance(0.1)) peer.undo.redo()
    if (peer === mirror) {
      const [update, updateV2] = peer.made === null ? [NOTHING, null] : [hex(peer.made), hex(mirror.madeV2)]
      this.record({ edit: ops, update, updateV2 })
    }
    if (peer.made !== null) this.send(peer, peer.made)
  }

  record(step) {
    const { doc } = this.mirror
    if (this.keeping && this.rnd.chance(0.1)) this.snapshots.push({ at: this.log.length, snapshot: Y.snapshot(doc) })
    this.log.push({ ...step, state: hex(Y.encodeStateAsUpdate(doc)), ...read(doc), vector: hex(Y.encodeStateVector(doc)) })
  }

  /** All send the mirror what it lacks; then it is read in every way there is, and compared with documents that came to be otherwise. */
  end() {
    const { doc } = this.mirror
    const answer = { client: doc.clientID, beforeSync: this.beforeSync() }
    for (const peer of this.peers.slice(1)) this.deliver(this.mirror, Y.encodeStateAsUpdate(peer.doc, Y.encodeStateVector(doc)))
    const fresh = newDoc()
    Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc))
    return {
      ...answer,
      history: this.keeping !== null,
      halves: this.weather.halves,
      steps: this.log,
      rich: doc.getText('r').toString(),
      loaded: hex(Y.encodeStateAsUpdate(fresh)),
      loadedV2: hex(Y.encodeStateAsUpdateV2(fresh)),
      snapshots: this.snapshots.map(({ at, snapshot }) => ({
        at,
        snapshot: hex(Y.encodeSnapshot(snapshot)),
        text: Y.createDocFromSnapshot(this.keeping, snapshot).getText('t').toString(),
      })),
      diffed: this.diffed(),
      merges: [this.merge(), this.merge()],
    }
  }

  beforeSync() {
    const known = Y.encodeStateVector(this.peers.at(-1).doc)
    return { steps: this.log.length, vector: hex(known), diff: hex(Y.encodeStateAsUpdate(this.mirror.doc, known)) }
  }

  /** An earlier state of the mirror, and what becomes of it with the rest of the last one. */
  diffed() {
    const at = this.rnd.below(this.log.length)
    const { state, vector } = this.log[at]
    const doc = newDoc()
    take(doc, bytes(state))
    take(doc, Y.diffUpdate(Y.encodeStateAsUpdate(this.mirror.doc), bytes(vector)))
    return { at, state: hex(Y.encodeStateAsUpdate(doc)) }
  }

  /** Some of what the mirror made and took, in an order of its own: what their merge knows, and what a document is that took each. */
  merge() {
    const { rnd, log } = this
    const size = 1 + rnd.below(Math.min(40, log.length))
    const of = Array.from({ length: size }, () => rnd.below(log.length))
    if (rnd.chance(0.5)) of.sort((a, b) => a - b)
    const updates = of.map((at) => bytes(log[at].apply ?? log[at].update))
    const doc = newDoc()
    for (const update of updates) take(doc, update)
    const part = { ...read(doc), vector: hex(Y.encodeStateVector(doc)) }
    const state = Y.encodeStateAsUpdate(this.mirror.doc)
    take(doc, state)
    const contradicted = contradict([...updates, state])
    return { of, contradicted, ...part, vectorOfMerge: hex(Y.encodeStateVectorFromUpdate(Y.mergeUpdates(updates))), complete: hex(reloaded(doc)) }
  }
}

/**
 * Whether two updates say something else of the same unit: U+FFFD where the other has half a pair, or what yjs joined to a lone half, because
 * somebody cut them or typed half a pair. Which of them stays is the choice of who takes them.
 */
function contradict(updates) {
  const said = new Map()
  for (const update of updates) {
    for (const { id, content } of Y.decodeUpdate(update).structs) {
      if (!(content instanceof Y.ContentString)) continue
      if (!said.has(id.client)) said.set(id.client, [])
      const units = said.get(id.client)
      for (let i = 0; i < content.str.length; i++) {
        const unit = content.str.charCodeAt(i)
        if ((units[id.clock + i] ??= unit) !== unit) return true
      }
    }
  }
  return false
}

/** In which pieces a document holds the same units depends on its transactions; not so once it is loaded in one. */
export function reloaded(doc) {
  const fresh = newDoc()
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc))
  return Y.encodeStateAsUpdate(fresh)
}

export const bytes = (text) => Uint8Array.from(Buffer.from(text, 'hex'))

const read = (doc) => ({
  text: doc.getText('t').toString(),
  map: doc.getMap('m').toJSON(),
  array: plain(doc.getArray('a').toJSON()),
  nested: plain(doc.getMap('n').toJSON()),
})

/** What JSON does not have, as it is told to the engine's tests. */
export function plain(value) {
  if (typeof value === 'bigint') return plain(Number(value))
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: Object.is(value, -0) ? '-0' : String(value) }
  if (value === undefined || value === null) return null
  if (value instanceof Uint8Array) return { $: hex(value) }
  if (value instanceof Y.Doc) return { $: 'document' }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  return value
}
