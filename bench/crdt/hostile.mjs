// Hostile updates: the project's corpus, and a megabyte of every idea that we had (V1). Each idea is made twice: as much of it as a
// megabyte holds, which the limits mostly refuse, and as much as the limits allow, which has to be worked off.
import { readFileSync } from 'node:fs'

const [GC, DELETED, JSON_TEXTS, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOC, SKIP] = Array.from({ length: 11 }, (_, i) => i)
const [ORIGIN, RIGHT, KEY] = [0x80, 0x40, 0x20]
const [MAP, TEXT] = [1, 2]
const MEGABYTE = 1_000_000
/** Of `Limits.INTERVIEW`, with a little room. */
const ALLOWED = { structs: 19_990, clients: 32_000, ranges: 59_990 }
const UNLIMITED = { structs: Infinity, clients: Infinity, ranges: Infinity }

/** The writer of the text that the attacks are aimed at, and how much of it they bring along themselves. */
const AUTHOR = 1
const TARGET_UNITS = 15_000

class Bytes {
  buffer = Buffer.alloc(1 << 6)
  length = 0
  uint8(value) {
    if (this.length === this.buffer.length) this.buffer = Buffer.concat([this.buffer, Buffer.alloc(this.length)])
    this.buffer[this.length++] = value
    return this
  }
  varUint(value) {
    while (value > 127) {
      this.uint8((value % 128) | 128)
      value = Math.floor(value / 128)
    }
    return this.uint8(value)
  }
  raw(bytes) {
    while (this.length + bytes.length > this.buffer.length) this.buffer = Buffer.concat([this.buffer, Buffer.alloc(this.buffer.length)])
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
    return this
  }
  string(value) {
    const bytes = Buffer.from(value)
    return this.varUint(bytes.length).raw(bytes)
  }
  get bytes() {
    return this.buffer.subarray(0, this.length)
  }
}

/** One client's structs. */
class Block extends Bytes {
  structs = 0
  constructor(client, clock = 0) {
    super()
    this.client = client
    this.clock = clock
  }
  item(kind, { origin, right, parent = 't', key } = {}) {
    this.structs++
    this.uint8(kind | (origin ? ORIGIN : 0) | (right ? RIGHT : 0) | (key === undefined ? 0 : KEY))
    for (const id of [origin, right]) if (id) this.varUint(id[0]).varUint(id[1])
    if (origin || right) return this
    if (typeof parent === 'string') this.varUint(1).string(parent)
    else this.varUint(0).varUint(parent[0]).varUint(parent[1])
    return key === undefined ? this : this.string(key)
  }
  text(where, value = 'x') {
    return this.item(STRING, where).string(value)
  }
  /** A range without an item. */
  span(kind, length) {
    this.structs++
    return this.uint8(kind).varUint(length)
  }
}

/** `deletes`: [client, [[clock, length], …]] lists. */
function update(blocks, deletes = []) {
  const out = new Bytes().varUint(blocks.length)
  for (const block of blocks) out.varUint(block.structs).varUint(block.client).varUint(block.clock).raw(block.bytes)
  out.varUint(deletes.length)
  for (const [client, ranges] of deletes) {
    out.varUint(client).varUint(ranges.length)
    for (const [clock, length] of ranges) out.varUint(clock).varUint(length)
  }
  return out.bytes
}

/** What a fresh document lacks; a document whose author wrote as much already knows it. */
const target = (value = 'x'.repeat(TARGET_UNITS)) => new Block(AUTHOR).text({}, value)

const full = (bytes) => bytes > MEGABYTE - TARGET_UNITS - 100

/** One client's structs, a megabyte or as many as are allowed. */
function fill({ structs }, add, client = 2) {
  const block = new Block(client)
  for (let i = 0; block.structs < structs && !full(block.length); i++) add(block, i)
  return block
}

/** Blocks of many clients, `each` structs in one, a megabyte in all or as many as are allowed. */
function crowd({ clients, structs }, add, each = 1) {
  const blocks = []
  for (let i = 0, bytes = 0; blocks.length < clients && i < structs && !full(bytes); ) {
    const block = new Block(blocks.length + 2)
    for (; block.structs < each && i < structs; i++) add(block, i)
    blocks.push(block)
    bytes += block.length + 8
  }
  return blocks
}

const sizeOf = (value) => Math.max(1, Math.ceil(Math.log2(value + 1) / 7))

/** Ranges of a delete set, a megabyte less `taken` bytes or as many as are allowed. */
function ranges(allowed, make, taken = 0) {
  const list = []
  for (let i = 0, bytes = taken; list.length < allowed.ranges && !full(bytes); i++) {
    const range = make(i)
    list.push(range)
    bytes += sizeOf(range[0]) + sizeOf(range[1])
  }
  return list
}

/** Strings that Java's hash makes all the same: 2^15 of them. */
const colliding = (i) => Array.from({ length: 15 }, (_, bit) => ((i >> bit) & 1 ? 'Aa' : 'BB')).join('')
/** A number that is far from the last one and in range. */
const scattered = (i, below) => (i * 7_919 + 13) % below

/** Any-arrays of one array of one array …, but for what is in the innermost. */
const nestedArrays = (depth) => Buffer.alloc(2 * depth, Buffer.from([0x75, 1]))

const at = (clock) => [AUTHOR, clock]
const inside = (i) => 1 + scattered(i, TARGET_UNITS - 2)
const between = (clock) => ({ origin: at(clock), right: at(clock + 1) })

/** Idea → its bytes within given limits. */
const ideas = {
  // Many at one spot, where each newcomer has to find its place among the others.
  'one-spot-ascending': (allowed) => update(crowd(allowed, (block) => block.text({}))),
  'one-spot-descending': (allowed) => update(crowd(allowed, (block) => block.text({})).reverse()),
  'one-spot-many-each': (allowed) => update(crowd(allowed, (block) => block.text({}), 19)),
  'one-spot-distinct-right': (allowed) => update([...crowd(allowed, (block, i) => block.text({ right: at(inside(i)) }), 19), target()]),
  'one-origin-distinct-right': (allowed) =>
    update([...crowd(allowed, (block, i) => block.text({ origin: at(0), right: at(inside(i)) }), 19), target()]),
  'one-client-distinct-right': (allowed) => update([fill(allowed, (block, i) => block.text({ right: at(1 + (i % (TARGET_UNITS - 1))) })), target()]),
  'one-client-one-origin': (allowed) => update([fill(allowed, (block) => block.text({ origin: at(7) })), target()]),
  'origins-within-origins': (allowed) =>
    update([...crowd(allowed, (block, i) => block.text({ origin: i < 19 ? at(0) : [2 + scattered(i, Math.floor(i / 19)), i % 19] }), 19), target()]),
  'same-map-key': (allowed) => update(crowd(allowed, (block) => block.item(ANY, { parent: 'm', key: 'k' }).varUint(1).uint8(0x7e), 19)),
  // Much to split.
  'split-everywhere': (allowed) => update([fill(allowed, (block, i) => block.text(between(inside(i)))), target()]),
  'split-backwards': (allowed) => update([fill(allowed, (block, i) => block.text(between(TARGET_UNITS - 2 - (i % (TARGET_UNITS - 2))))), target()]),
  'split-pairs': (allowed) => update([fill(allowed, (block, i) => block.text(between(2 * scattered(i, 3_000)))), target('😀'.repeat(3_600))]),
  'delete-every-second': (allowed) => {
    const count = Math.min(allowed.ranges, 160_000)
    return update([new Block(2).text({}, 'y'.repeat(2 * count))], [[2, ranges({ ranges: count }, (i) => [2 * i, 1])]])
  },
  'delete-every-second-of-target': (allowed) => update([target()], [[AUTHOR, ranges(allowed, (i) => [2 * (i % (TARGET_UNITS / 2)), 1])]]),
  'delete-all-again-and-again': (allowed) =>
    update([fill({ structs: 5_000 }, (block, i) => block.text(between(inside(i)))), target()], [[2, ranges(allowed, () => [0, 5_000], 50_000)]]),
  'delete-scattered': (allowed) => update([target()], [[AUTHOR, ranges(allowed, (i) => [scattered(i, TARGET_UNITS), 1 + (i % 3)])]]),
  'delete-backwards': (allowed) => update([target()], [[AUTHOR, ranges(allowed, (i) => [TARGET_UNITS - 1 - (i % TARGET_UNITS), 1])]]),
  'delete-the-unknown': (allowed) => update([], [[77, ranges(allowed, (i) => [2 * i, 1])]]),
  'delete-of-many-clients': (allowed) =>
    update([], Array.from({ length: Math.min(allowed.ranges, 150_000) }, (_, i) => [1_000 + i, [[0, 1]]])),
  // Much that waits for something else.
  'each-needs-the-next-client': (allowed) =>
    update(crowd(allowed, (block) => block.text({ origin: [block.client + 1, 0] }))),
  'each-needs-the-last-client': (allowed) => update(crowd(allowed, (block) => block.text({ origin: [block.client - 1, 0] })).reverse()),
  'two-in-turns': (allowed) => {
    const half = { ...allowed, structs: Math.min(allowed.structs, 120_000) / 2 }
    const one = fill(half, (block, i) => block.text(i === 0 ? {} : { origin: [3, i - 1] }), 2)
    const other = fill({ structs: one.structs }, (block, i) => block.text({ origin: [2, i] }), 3)
    return update([one, other])
  },
  'needs-the-unknown': (allowed) => update(crowd(allowed, (block, i) => block.text({ origin: [1_000_000 + i, 0], right: [2_000_000 + i, 0] }), 19)),
  'only-holes': (allowed) => update([fill(allowed, (block) => block.span(SKIP, 1))]),
  'every-second-a-hole': (allowed) => update([fill(allowed, (block, i) => (i % 2 ? block.text({ origin: at(i) }) : block.span(SKIP, 1)))]),
  // Depth.
  'deep-any': () => update([new Block(2).item(ANY, { parent: 'm', key: 'k' }).varUint(1).raw(nestedArrays(MEGABYTE / 2)).uint8(0x7e)]),
  'many-rather-deep-any': () =>
    update([fill({ structs: 4_500 }, (block, i) => block.item(ANY, { parent: 'm', key: `k${i}` }).varUint(1).raw(nestedArrays(95)).uint8(0x7e))]),
  'wide-any': () => update([new Block(2).item(ANY, { parent: 'm', key: 'k' }).varUint(1).uint8(0x75).varUint(980_000).raw(Buffer.alloc(980_000, 0x7e))]),
  'deep-json': () => update([new Block(2).item(EMBED, {}).string('['.repeat(490_000) + ']'.repeat(490_000))]),
  'wide-json': () => update([new Block(2).item(EMBED, {}).string(`[${'0,'.repeat(490_000)}0]`)]),
  'deep-types': (allowed) =>
    update([fill(allowed, (block, i) => block.item(TYPE, i === 0 ? { parent: 'm', key: 'k' } : { parent: [2, i - 1], key: 'k' }).varUint(MAP))], [[2, [[0, 1]]]]),
  'many-rather-deep-types': (allowed) =>
    update(
      [fill(allowed, (block, i) => block.item(TYPE, i % 95 === 0 ? { parent: 'm', key: `k${i}` } : { parent: [2, i - 1], key: 'k' }).varUint(MAP))],
      [[2, ranges({ ranges: 200 }, (i) => [95 * i, 1])]],
    ),
  'collected-with-many-children': (allowed) =>
    update(
      [fill(allowed, (block, i) => (i === 0 ? block.item(TYPE, { parent: 'm', key: 'k' }).varUint(TEXT) : block.text({ parent: [2, 0] })))],
      [[2, [[0, 1]]]],
    ),
  'children-of-the-collected': (allowed) =>
    update(
      [fill(allowed, (block) => block.text({ parent: at(0) })), new Block(AUTHOR).item(TYPE, { parent: 'm', key: 'k' }).varUint(TEXT)],
      [[AUTHOR, [[0, 1]]]],
    ),
  // Much of one kind, and large ones.
  'only-collected': (allowed) => update([fill(allowed, (block) => block.span(GC, 1))]),
  'only-deleted': (allowed) => update([fill(allowed, (block, i) => block.item(DELETED, i === 0 ? {} : { origin: [2, i - 1] }).varUint(1))]),
  'formats': (allowed) => update([fill(allowed, (block, i) => block.item(FORMAT, i === 0 ? {} : { origin: [2, i - 1] }).string(`k${i}`).string('1'))]),
  'sub-documents': (allowed) => update([fill(allowed, (block, i) => block.item(DOC, { parent: 'm', key: `k${i}` }).string(`g${i}`).uint8(0x76).varUint(0))]),
  'legacy-json': () => update([new Block(2).item(JSON_TEXTS, {}).varUint(490_000).raw(Buffer.alloc(980_000, Buffer.from([1, 0x31])))]),
  'many-roots': (allowed) => update([fill(allowed, (block, i) => block.text({ parent: `r${i}` }))]),
  'colliding-roots': (allowed) => update([fill(allowed, (block, i) => block.text({ parent: colliding(i) }))]),
  'colliding-keys': (allowed) => update([fill(allowed, (block, i) => block.item(ANY, { parent: 'm', key: colliding(i) }).varUint(1).uint8(0x7e))]),
  'colliding-clients': (allowed) =>
    update(crowd({ ...allowed, clients: Math.min(allowed.clients, 60_000) }, (block) => block.text({})).map((block, i) => Object.assign(block, { client: (i + 1) * 2 ** 32 }))),
  'long-root': () => update([new Block(2).text({ parent: 'r'.repeat(980_000) })]),
  'long-binary': () => update([new Block(2).item(BINARY, {}).varUint(980_000).raw(Buffer.alloc(980_000, 7))]),
  'long-text': () => update([new Block(2).text({}, 'x'.repeat(980_000))]),
  'long-text-of-pairs': () => update([new Block(2).text({}, '😀'.repeat(245_000))]),
  // Promises.
  'promised-clients': () => promise((out) => out.varUint(2 ** 40)),
  'promised-structs': () => promise((out) => out.varUint(1).varUint(2 ** 40).varUint(2).varUint(0)),
  'promised-ranges': () => promise((out) => out.varUint(0).varUint(1).varUint(2).varUint(2 ** 40)),
  'promised-values': () => promise((out) => out.varUint(1).varUint(1).varUint(2).varUint(0).uint8(ANY).varUint(1).string('a').varUint(2 ** 40)),
}

/** Counts that are not kept, and a megabyte of zeros after them. */
function promise(write) {
  const out = new Bytes()
  write(out)
  return out.raw(Buffer.alloc(MEGABYTE - out.length)).bytes
}

/** The large inputs of the corpus, which its file only describes. */
const described = {
  'json-undefined-x-1M': () => update([new Block(1).item(JSON_TEXTS, { parent: 'a' }).varUint(1_000_000).raw(Buffer.alloc(2_000_000, Buffer.from([1, 0x31])))]),
  'any-depth-100k': () => update([new Block(1).item(ANY, { parent: 'a' }).varUint(1).raw(nestedArrays(100_000)).uint8(0x7e)]),
  'hidden-root-1MB': () => update([new Block(1).text({ parent: `hidden-${'h'.repeat(20)}` }, 'A'.repeat(1_000_000))]),
  'roots-20k': () => update([repeat(new Block(1), 20_000, (block, i) => block.text({ parent: `r${i}` }))]),
  'clients-20k-same-spot': () => update(Array.from({ length: 20_000 }, (_, i) => new Block(20_000 - i).text({ parent: 'code' }))),
  'clients-20k-same-spot-rev': () => update(Array.from({ length: 20_000 }, (_, i) => new Block(i + 1).text({ parent: 'code' }))),
  'one-client-10k-crossing': () => update([repeat(new Block(1), 10_000, (block, i) => block.text(i === 0 ? { parent: 'code' } : { right: [1, 0] }))]),
  'type-depth-20k': () =>
    update([repeat(new Block(1), 20_000, (block, i) => block.item(TYPE, { parent: i === 0 ? 'm' : [1, i - 1], key: 'k' }).varUint(MAP))], [[1, [[0, 1]]]]),
  'ds-ranges-500k': () => update([], [[77, Array.from({ length: 500_000 }, (_, i) => [2 * i, 1])]]),
  'ds-zero-len-x-500k': () => update([], [[1, Array.from({ length: 500_000 }, () => [0, 0])]]),
  'format-50k': () =>
    update([
      repeat(new Block(1), 50_000, (block, i) =>
        block.item(FORMAT, i === 0 ? { parent: 'code' } : { origin: [1, i - 1] }).string(i === 0 ? 'b' : `k${i}`).string(i === 0 ? '1' : `"${i}"`),
      ),
    ]),
  'subdocs-20k': () =>
    update([
      repeat(new Block(1), 20_000, (block, i) =>
        block.item(DOC, { parent: 'm', key: `k${i}` }).string(`guid${i}`).uint8(0x76).varUint(1).string('autoLoad').uint8(0x78),
      ),
    ]),
  'conflict-scan-5k': () => conflictScan(5_000),
  'conflict-scan-20k': () => conflictScan(20_000),
}

function repeat(block, times, add) {
  for (let i = 0; i < times; i++) add(block, i)
  return block
}

const conflictScan = (items) =>
  update([repeat(new Block(2), items, (block, i) => block.text({ right: [1, Math.max(1, i)] }, 'y')), new Block(1).text({ parent: 'code' }, 'x'.repeat(items))])

/** Name → bytes of every input. */
export function hostileInputs(corpusFile) {
  const inputs = new Map()
  for (const { name, hex, bytes } of JSON.parse(readFileSync(corpusFile))) {
    const input = hex === null ? described[name]() : Buffer.from(hex, 'hex')
    if (input.length !== bytes) throw new Error(`${name}: ${input.length} bytes, the corpus says ${bytes}`)
    inputs.set(name, input)
  }
  for (const [name, make] of Object.entries(ideas)) {
    const megabyte = make(UNLIMITED)
    const allowed = make(ALLOWED)
    if (megabyte.length > MEGABYTE + TARGET_UNITS) throw new Error(`${name}: ${megabyte.length} bytes`)
    inputs.set(`1mb-${name}`, megabyte)
    if (!allowed.equals(megabyte)) inputs.set(`allowed-${name}`, allowed)
  }
  return inputs
}
