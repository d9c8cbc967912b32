import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onPaper, simulate } from './simulation.mjs'

const costs = { loop: 10, hop: 2, commit: 300, commitCpu: 100, edit: 5, rest: 1 }

test('an edit alone takes its commit and what the loop does for it', () => {
  const { p50, p99, writer } = simulate({ ...costs, hop: 0 }, 1, 1, 60)
  const loop = (10 * 4) / 7 / 1_000
  assert.ok(p50 > 0.305 + 2 * loop && p50 < 0.4, `p50 ${p50}`)
  assert.ok(p99 < 1, `p99 ${p99}`)
  assert.ok(Math.abs(writer - 15 * 305e-6) < 0.001, `writer ${writer}`)
})

test('beyond what a core can do edits wait longer and longer, and more cores end that', () => {
  const most = onPaper(costs, 1).cores
  assert.ok(simulate(costs, 1, Math.round(most * 0.5)).p99 < 20)
  assert.ok(simulate(costs, 1, Math.round(most * 1.5)).p99 > 300)
  assert.ok(simulate(costs, 4, Math.round(most * 1.5)).p99 < 20)
})

test('the busiest loop is as busy as paper says, and no edit is forgotten', () => {
  const { busiest, writer } = simulate({ ...costs, rest: 0, commitCpu: 0, edit: 0 }, 1, 500, 4)
  assert.ok(Math.abs(busiest - 500 * 60 * 10e-6) < 0.02, `busiest ${busiest}`)
  assert.ok(writer > 0.3 && writer <= 1, `writer ${writer}`)
})

test('cores scale until the one writer is the limit', () => {
  const [one, four] = [onPaper(costs, 1), onPaper(costs, 4)]
  assert.ok(four.cores > 3 * one.cores && four.cores < 4 * one.cores)
  assert.equal(one.writer, four.writer)
  assert.ok(one.writer > 10_000)
})
