// What the engine has to reach, and where we want to be: times as fast (or as small) as yjs in the same run, or an amount at most.
import { mixes } from './writers.mjs'

const SOURCE_CODE = ['rustcode', 'sveltecomponent']
const CONCURRENT = ['clownschool', 'friendsforever']
const WRITERS = Object.keys(mixes).map((mix) => `writers-${mix}`)

/** The formats fix how many bytes there are, so that all sides have the same. */
const SIZE = /Size$/

/** One row each: the work, which results it is about, and how much. */
export const targets = [
  { work: 'apply remote updates one by one, `automerge-paper`', is: of('apply', ['automerge-paper']), least: 25, stretch: 40 },
  { work: '… concurrent traces', is: of('apply', CONCURRENT), least: 25, stretch: 50 },
  { work: '… eight generated writers', is: of('apply', WRITERS), least: 25, stretch: 40 },
  { work: '… source-code traces', is: of('apply', SOURCE_CODE), least: 12, stretch: 20 },
  { work: 'load full state and read the text', is: of('load'), least: 4, stretch: 6 },
  { work: 'encode full state (uncached)', is: of('encode'), least: 4, stretch: 6 },
  { work: 'merge 10,000 typed updates', is: of('merge', ['10000']), least: 200, stretch: 400 },
  { work: 'local edits by index with update emission', is: of('local'), least: 40, stretch: 60 },
  { work: 'memory of a loaded document', is: of('memory'), least: 4, stretch: 5 },
  { work: '1 MB of hostile input, any of the corpus', is: of('hostile'), most: 50, mostStretch: 30 },
  { work: 'the first 10,000 updates in a cold process', is: of('cold'), least: 1, stretch: 3 },
  { work: 'ywasm in every row of time and memory', is: (name) => !SIZE.test(name), peer: 'ywasm', least: 1, stretch: 2 },
]

function of(kind, cases) {
  return (name) => {
    const [first, ...rest] = name.split('/')
    return first === kind && (!cases || cases.includes(rest.join('/')))
  }
}

export const goal = ({ least, most, peer }) => (peer ? '> 1' : least ? `≥ ${least}` : `≤ ${most} ms CPU`)
export const stretchGoal = ({ stretch, mostStretch }) => (stretch ? `≥ ${stretch}` : `≤ ${mostStretch} ms`)

/** What is held against the target: times the peer, or an amount; undefined where there is nothing to compare with. */
const measuredBy = ({ least, peer = 'yjs' }, { ratio, hotseat }) => (least ? (ratio[peer] ?? undefined) : hotseat)
const isMet = ({ least, most }, value) => (least ? value >= least : value <= most)
const isStretchMet = ({ least, stretch, mostStretch }, value) => (least ? value >= stretch : value <= mostStretch)

/** What a target asks of one result, as the JSON says it; null where there is nothing to compare with. */
export function judge(result) {
  const target = targets.find(({ is, peer }) => !peer && is(result.name))
  const value = target && measuredBy(target, result)
  if (value === undefined) return { target: null, met: null, stretchMet: null }
  return {
    target: target.least ? { timesYjs: target.least, stretch: target.stretch } : { atMostMs: target.most, stretch: target.mostStretch },
    met: isMet(target, value),
    stretchMet: isStretchMet(target, value),
  }
}

/** Per row what was measured, from the worst to the best, and whether the worst is good enough. */
export function summary(results) {
  return targets.flatMap((target) => {
    const values = results.filter(({ name }) => target.is(name)).map((result) => measuredBy(target, result)).filter((value) => value !== undefined)
    if (values.length === 0) return []
    values.sort((a, b) => (target.least ? a - b : b - a))
    const row = { work: target.work, goal: goal(target), stretch: stretchGoal(target), values }
    return [{ ...row, met: isMet(target, values[0]), stretchMet: isStretchMet(target, values[0]) }]
  })
}
