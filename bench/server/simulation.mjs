// How rooms that type would fare on more cores than there are here: loops, each on a core, and the one thread that commits, which takes its time
// from all of them. What they cost is measured (scaling.mjs). It leaves out what a larger machine does to caches and to the kernel.
import { random } from './random.mjs'

const PEOPLE = 3
/** Of each kind, by one person in a second: edits, cursors. */
const RATE = 5
/** What a loop does for one edit and one cursor together: two are read, each goes to the two others, the edit is acknowledged. */
const PIECES = 7
const DELIVERIES = 4
/** As the writer has them (`Writer.java`). */
const GROUP_MAX = 512
const WINDOW_US = 300

/**
 * @typedef {object} Costs all in µs
 * @property {number} loop CPU of a loop for a delivery, with all that belongs to it
 * @property {number} hop CPU of handing a piece of work to another loop
 * @property {number} commit how long a commit takes, whatever is in it
 * @property {number} commitCpu the part of it in which a core works
 * @property {number} edit CPU of the writer for each edit in a commit
 * @property {number} rest CPU of all other threads for a delivery
 */

/** Rooms of three that keep all cores busy, and those that keep the writer busy if cores were free: no more can be had. */
export function onPaper(costs, cores) {
  const deliveries = PEOPLE * RATE * DELIVERIES
  const crossed = (PEOPLE * RATE * PIECES * (cores - 1)) / cores
  const perRoom = deliveries * (costs.loop + costs.rest) + crossed * costs.hop + PEOPLE * RATE * (costs.edit + costs.commitCpu / GROUP_MAX)
  return { cores: Math.floor((cores * 1e6) / perRoom), writer: Math.floor(1e6 / (PEOPLE * RATE * (costs.edit + costs.commit / GROUP_MAX))) }
}

/** What is to happen, soonest first. */
class Agenda {
  #at = []
  #what = []

  add(at, what) {
    let hole = this.#at.length
    this.#at.push(at)
    this.#what.push(what)
    for (let above = (hole - 1) >> 1; hole > 0 && this.#at[above] > at; above = (hole - 1) >> 1) {
      this.#at[hole] = this.#at[above]
      this.#what[hole] = this.#what[above]
      hole = above
    }
    this.#at[hole] = at
    this.#what[hole] = what
  }

  /** [when, what], or null. */
  next() {
    if (this.#at.length === 0) return null
    const first = [this.#at[0], this.#what[0]]
    const at = this.#at.pop()
    const what = this.#what.pop()
    const size = this.#at.length
    if (size === 0) return first
    let hole = 0
    for (let below = 1; below < size; below = 2 * hole + 1) {
      if (below + 1 < size && this.#at[below + 1] < this.#at[below]) below++
      if (this.#at[below] >= at) break
      this.#at[hole] = this.#at[below]
      this.#what[hole] = this.#what[below]
      hole = below
    }
    this.#at[hole] = at
    this.#what[hole] = what
    return first
  }
}

/**
 * So many rooms on so many cores for some seconds. Rooms and connections are spread over the loops by chance, as they are.
 *
 * @returns {{ p50: number, p99: number, busiest: number, writer: number }} from an edit's arrival to its leaving for the others in ms; shares of
 *   their time in which the busiest loop and the writer work
 */
export function simulate(costs, cores, rooms, seconds = 2, seed = 1) {
  // What the writer and the other threads take is missed by the loops. How much it is depends on how large its groups become: found by a first try.
  const others = (rooms * PEOPLE * RATE * DELIVERIES * costs.rest) / 1e6
  const alone = attempt(costs, cores, rooms, seconds, seed, others / cores)
  return attempt(costs, cores, rooms, seconds, seed, (others + alone.writerCpu) / cores)
}

function attempt(costs, cores, rooms, seconds, seed, taken) {
  const next = random(seed)
  const any = (count) => Math.floor(next() * count)
  const roomLoop = Uint16Array.from({ length: rooms }, () => any(cores))
  const personLoop = Uint16Array.from({ length: rooms * PEOPLE }, () => any(cores))
  const slower = 1 / Math.max(0.05, 1 - taken)
  const piece = (costs.loop * DELIVERIES * slower) / PIECES
  const hop = costs.hop * slower
  const free = new Float64Array(cores)
  const busy = new Float64Array(cores)
  const end = seconds * 1e6
  const agenda = new Agenda()
  const took = []

  /** Work of a loop, after what it has already; answers with when it is done. */
  function work(loop, at, time) {
    free[loop] = Math.max(free[loop], at) + time
    busy[loop] += time
    return free[loop]
  }

  const deliver = (at, { room, person, began }) => {
    for (let other = room * PEOPLE; other < (room + 1) * PEOPLE; other++) {
      if (other === person && began === null) continue // a cursor is not acknowledged
      const crosses = personLoop[other] !== roomLoop[room]
      const send = (when) => {
        const left = work(personLoop[other], when, piece)
        if (began !== null && other !== person) took.push(left - began)
      }
      if (crosses) agenda.add(work(roomLoop[room], at, hop), send)
      else send(at)
    }
  }

  const waiting = []
  let commits = 0
  let writing = false
  let lastGroup = 0
  let writerBusy = 0
  let written = 0
  const commit = (at) => {
    const group = waiting.splice(0, GROUP_MAX)
    writing = true
    lastGroup = group.length
    commits++
    written += group.length
    const time = costs.commit + group.length * costs.edit
    writerBusy += time
    agenda.add(at + time, (done) => {
      for (const edit of group) agenda.add(done, (when) => deliver(when, edit))
      writing = false
      if (waiting.length > 0) start(done)
    })
  }
  const start = (at) => {
    writing = true
    if (lastGroup > 1) agenda.add(at + WINDOW_US, commit)
    else commit(at)
  }

  const rate = (rooms * PEOPLE * RATE * 2) / 1e6
  const arrive = (at) => {
    const room = any(rooms)
    const person = room * PEOPLE + any(PEOPLE)
    const message = { room, person, began: next() < 0.5 ? at : null }
    const reach = (when) => {
      if (message.began === null) return deliver(when, message)
      waiting.push(message)
      if (!writing) start(when)
    }
    const read = work(personLoop[person], at, piece + (personLoop[person] === roomLoop[room] ? 0 : hop))
    agenda.add(read, reach)
    const later = at - Math.log(1 - next()) / rate
    if (later < end) agenda.add(later, arrive)
  }
  agenda.add(0, arrive)
  for (let event = agenda.next(); event; event = agenda.next()) event[1](event[0])

  const sorted = Float64Array.from(took).sort()
  const quantile = (share) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1_000
  return {
    p50: quantile(0.5),
    p99: quantile(0.99),
    busiest: Math.max(...busy) / end,
    writer: writerBusy / end,
    writerCpu: (commits * costs.commitCpu + written * costs.edit) / end,
  }
}
