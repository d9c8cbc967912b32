// Eight people who write one text at the same time: a generator with a seed, since no recorded trace has more than three. The writers are
// documents of yjs; each edit is one transaction and one update, in the order in which a server would have got them.
//
// What one of them does next is drawn from a mix, in actions of a hundred. Moving the cursor is no edit, so that it makes no update:
//
//                typing  deleting  pasting  moving
//   drafting       84        9        1        6     new text; most of it goes on where its writer was
//   revising       62       22        2       14     old text is gone through
//   refactoring    40       25        7       28     code is cut, pasted and moved about
//
//   typing    one character, every sixth a space, every fortieth a new line
//   deleting  two of three erase the character before the cursor, the others 2 to 20 before it
//   pasting   10 to 120 characters
//   moving    three of four up to 80 characters away, the others up to 4,000
//
// Who is next is drawn evenly. After one of eight insertions their writer takes in what the others made, in order, but for the last 0 to 15
// updates, which are under way: he lacks half a hundred of them on average, what eight people who type five characters a second make in
// little more than a second. His cursor stays behind what he wrote, as in an editor.
//
// yjs looks for a position from the start of the text after each time it took something in, which makes the third mix the slowest to generate.
import { random } from '../../crdt/oracle/random.mjs'
import { recording } from '../../crdt/oracle/traces.mjs'
import * as Y from '../../crdt/oracle/yjs.mjs'

export const WRITERS = 8
export const EDITS = 50_000

/** Actions of a hundred. */
export const mixes = {
  drafting: { typing: 84, deleting: 9, pasting: 1, moving: 6 },
  revising: { typing: 62, deleting: 22, pasting: 2, moving: 14 },
  refactoring: { typing: 40, deleting: 25, pasting: 7, moving: 28 },
}

/** After one of so many insertions their writer looks at what came. */
const RECEIVES = 8
const UNDER_WAY = 16
const NEAR = 80
const FAR = 4_000
const ERASED_MAX = 20
const PASTED = [10, 120]
const LETTERS = 'etaoinsrhldcumfpgwybvkxjqz(){};=.'

/** The updates of a mix and the document that they lead to. */
export function writersOf(mix, edits = EDITS, seed = 1) {
  const chance = random(seed)
  const updates = []
  const writers = Array.from({ length: WRITERS }, (_, i) => new Writer(i + 1, chance, mixes[mix]))
  while (updates.length < edits) {
    const writer = chance.pick(writers)
    updates.push(writer.edit(updates.length))
    if (writer.inserted && chance.below(RECEIVES) === 0) writer.receive(updates, updates.length - chance.below(UNDER_WAY))
  }
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return { updates, doc }
}

class Writer {
  #cursor = 0
  #received = 0
  /** The updates that are its own and not passed yet, by number. */
  #own = new Set()
  /** Whether the last edit was no deletion: then the unit before the cursor is the last one that this writer made. */
  inserted = false

  constructor(client, chance, mix) {
    Object.assign(this, recording(client), { chance, mix })
  }

  /** Takes in the updates that are new to it, up to a number; the last edit was an insertion. */
  receive(updates, until) {
    if (until <= this.#received) return
    const { clientID, store } = this.doc
    const before = new Y.RelativePosition(null, null, Y.createID(clientID, Y.getState(store, clientID) - 1), -1)
    this.doc.transact(() => {
      for (; this.#received < until; this.#received++) {
        if (!this.#own.delete(this.#received)) Y.applyUpdate(this.doc, updates[this.#received])
      }
    }, 'remote')
    this.#cursor = Math.min(this.text.length, Y.createAbsolutePositionFromRelativePosition(before, this.doc).index)
  }

  /** The update of the next edit, which has this number; the cursor moves as often as it is drawn before one. */
  edit(number) {
    this.#own.add(number)
    for (;;) {
      const action = this.#draw()
      if (action === 'moving') this.#move()
      else if (action !== 'deleting') return this.#insert(action === 'typing' ? this.#character() : this.#clipboard())
      else if (this.#cursor > 0) return this.#erase()
    }
  }

  #draw() {
    let left = this.chance.below(100)
    return Object.keys(this.mix).find((action) => (left -= this.mix[action]) < 0)
  }

  #move() {
    const { length } = this.text
    const distance = this.chance.below(4) > 0 ? NEAR : FAR
    this.#cursor = Math.max(0, Math.min(length, this.#cursor + this.chance.below(2 * distance + 1) - distance))
  }

  #insert(text) {
    this.text.insert(this.#cursor, text)
    this.#cursor += text.length
    this.inserted = true
    return this.made.pop()
  }

  #erase() {
    const wanted = this.chance.chance(2 / 3) ? 1 : 2 + this.chance.below(ERASED_MAX - 1)
    const count = Math.min(this.#cursor, wanted)
    this.text.delete((this.#cursor -= count), count)
    this.inserted = false
    return this.made.pop()
  }

  #character() {
    if (this.chance.below(40) === 0) return '\n'
    return this.chance.below(6) === 0 ? ' ' : this.chance.pick(LETTERS)
  }

  #clipboard() {
    const [least, most] = PASTED
    return Array.from({ length: least + this.chance.below(most - least + 1) }, () => this.#character()).join('')
  }
}
