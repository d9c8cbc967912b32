// B1 to B4 of the public crdt-benchmarks (github.com/dmonad/crdt-benchmarks), written anew from what its README says they do.
// B1: one client edits, every update goes to a second one. B2: two clients edit a shared text of 100 characters at the same time, each
// in one transaction. B3: many clients, one edit each, at one spot. B4: a paper, keystroke by keystroke.
export const N = 6_000
const CROWD = Math.round(20 * Math.sqrt(N))

/** In the order that `Workload.java` knows. */
export const Kind = { insertText: 0, deleteText: 1, setNumber: 2, setString: 3, setObject: 4, insertNumbers: 5, insertString: 6 }

const insertText = (index, text) => ({ kind: Kind.insertText, index, count: 0, text })
const deleteText = (index, count) => ({ kind: Kind.deleteText, index, count, text: '' })
const insertNumbers = (index, numbers) => ({ kind: Kind.insertNumbers, index, count: numbers.length, text: numbers.join(',') })

/** The same numbers on every run: the work has to be the same on all sides. */
function random(seed) {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyz'
const letter = (next) => letters[next(letters.length)]
const word = (next, longest = 8) => Array.from({ length: 2 + next(longest - 1) }, () => letter(next)).join('')
const string = (next, length) => Array.from({ length }, () => letter(next)).join('')

/** N edits that know how long the text is by then. */
function edits(next, start, edit) {
  let length = start
  return Array.from({ length: N }, () => {
    const op = edit(length, next)
    length += op.kind === Kind.deleteText ? -op.count : op.kind === Kind.insertNumbers ? op.count : op.text.length
    return op
  })
}

const one = (...ops) => ops.map((op) => ({ client: 0, ops: [op] }))
const relay = (transactions) => ({ clients: 2, shared: 0, relay: true, transactions })

function pair(edit) {
  const next = random(2)
  const scene = { client: 0, ops: [insertText(0, string(next, 100))] }
  return { clients: 2, shared: 1, relay: false, transactions: [scene, ...[0, 1].map((client) => ({ client, ops: edit(next) }))] }
}

function crowd(edit) {
  const next = random(3)
  return { clients: CROWD, shared: 0, relay: false, transactions: Array.from({ length: CROWD }, (_, client) => ({ client, ops: [edit(client, next)] })) }
}

const randomly = (make) => (length, next) => insertText(next(length + 1), make(next))

/** Three of five insert a word, the others delete as much as one. */
const insertOrDelete = (length, next) =>
  length < 20 || next(5) < 3 ? insertText(next(length + 1), word(next)) : deleteText(next(length - 10), 1 + next(9))

/** Every workload but B4, by name: what it does, and how to make it. */
export const workloads = {
  'B1.1': ['append N characters', () => relay(one(...edits(random(1), 0, (length, next) => insertText(length, letter(next)))))],
  'B1.2': ['insert a string of length N', () => relay(one(insertText(0, string(random(1), N))))],
  'B1.3': ['prepend N characters', () => relay(one(...edits(random(1), 0, (_, next) => insertText(0, letter(next)))))],
  'B1.4': ['insert N characters at random positions', () => relay(one(...edits(random(1), 0, randomly(letter))))],
  'B1.5': ['insert N words at random positions', () => relay(one(...edits(random(1), 0, randomly(word))))],
  'B1.6': ['insert a string, then delete it', () => relay(one(insertText(0, string(random(1), N)), deleteText(0, N)))],
  'B1.7': ['insert and delete strings at random positions', () => relay(one(...edits(random(1), 0, insertOrDelete)))],
  'B1.8': ['append N numbers', () => relay(one(...edits(random(1), 0, (length, next) => insertNumbers(length, [next(1e6)]))))],
  'B1.9': ['insert an array of N numbers', () => relay(one(insertNumbers(0, Array.from({ length: N }, (_, i) => i))))],
  'B1.10': ['prepend N numbers', () => relay(one(...edits(random(1), 0, (_, next) => insertNumbers(0, [next(1e6)]))))],
  'B1.11': ['insert N numbers at random positions', () => relay(one(...edits(random(1), 0, (length, next) => insertNumbers(next(length + 1), [next(1e6)]))))],
  'B2.1': ['two insert a string of length N at index 0', () => pair((next) => [insertText(0, string(next, N))])],
  'B2.2': ['two insert N characters at random positions', () => pair((next) => edits(next, 100, randomly(letter)))],
  'B2.3': ['two insert N words at random positions', () => pair((next) => edits(next, 100, randomly(word)))],
  'B2.4': ['two insert and delete at random positions', () => pair((next) => edits(next, 100, insertOrDelete))],
  'B3.1': ['20√N clients set a number in a map', () => crowd((client) => ({ kind: Kind.setNumber, index: 0, count: client, text: '' }))],
  'B3.2': ['20√N clients set an object in a map', () => crowd((client) => ({ kind: Kind.setObject, index: 0, count: 0, text: `client ${client}` }))],
  'B3.3': ['20√N clients set a string in a map', () => crowd((client) => ({ kind: Kind.setString, index: 0, count: 0, text: String(client).repeat(10) }))],
  'B3.4': ['20√N clients insert text in an array', () => crowd((client) => ({ kind: Kind.insertString, index: 0, count: 0, text: String(client) }))],
}

/** B4 from the edits of the paper. */
export const b4 = (transactions) =>
  relay(
    transactions.map((patches) => ({
      client: 0,
      ops: patches.flatMap(([position, deleted, inserted]) => [
        ...(deleted > 0 ? [deleteText(position, deleted)] : []),
        ...(inserted ? [insertText(position, inserted)] : []),
      ]),
    })),
  )
