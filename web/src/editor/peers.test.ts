import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { Peer, RelativePosition } from '../sync/presence'
import { createStore } from '../sync/store'
import { failedLineField, setFailedLine } from './failed-line'
import { CaretTracker, caretsField, peers, type RemoteCaret, resolve, setCarets } from './peers'
import { placeFlags } from './remote'

const ROOT = 'file:main'
let doc: Y.Doc
let text: Y.Text

beforeEach(() => {
  doc = new Y.Doc()
  text = doc.getText(ROOT)
  text.insert(0, 'one\ntwo\nthree')
})

function at(index: number): RelativePosition {
  const { item } = Y.createRelativePositionFromTypeIndex(text, index)
  return { tname: ROOT, item: item && { client: item.client, clock: item.clock }, assoc: 0 }
}

function peer(client: number, head: RelativePosition, more: Partial<Peer> = {}): Peer {
  return {
    client,
    participant: `p${client}`,
    name: `Person ${client}`,
    role: 'candidate',
    colour: 4,
    cursor: { anchor: head, head },
    file: 'main',
    stale: false,
    ...more,
  }
}

const caret = (head: number, more: Partial<RemoteCaret> = {}): RemoteCaret => ({
  client: 5,
  name: 'Ben',
  colour: 7,
  anchor: head,
  head,
  moved: 1,
  faded: false,
  ...more,
})

describe('a position of somebody else', () => {
  test.each([0, 3, 7, 13])('is the index it was made from (%i)', (index) =>
    expect(resolve(text, ROOT, at(index))).toBe(index),
  )

  test('waits while its unit is not here', () => {
    expect(resolve(text, ROOT, { tname: ROOT, item: { client: 77, clock: 0 }, assoc: 0 })).toBe('waiting')
    expect(resolve(text, ROOT, { tname: ROOT, item: { client: doc.clientID, clock: 9_999 }, assoc: 0 })).toBe('waiting')
  })

  test('in another text is nowhere, and makes no text of that name', () => {
    expect(resolve(text, ROOT, { tname: 'evil', item: null, assoc: 0 })).toBeNull()
    expect([...doc.share.keys()]).toEqual([ROOT])
  })

  test('at a unit of another text is nowhere, whatever text it names', () => {
    const map = doc.getMap('files')
    const clock = Y.getState(doc.store, doc.clientID)
    map.set('main', { name: 'main.py' })
    expect(resolve(text, ROOT, { tname: ROOT, item: { client: doc.clientID, clock }, assoc: 0 })).toBeNull()
  })
})

describe('carets', () => {
  test('come from presences in this file with a colour and a cursor', () => {
    const carets = new CaretTracker(text, ROOT).track(
      [
        peer(1, at(4)),
        peer(2, at(4), { file: 'python' }),
        peer(3, at(4), { colour: null }),
        peer(4, at(4), { cursor: null }),
        peer(5, { tname: 'evil', item: null, assoc: 0 }),
        peer(6, at(8), { stale: true }),
      ],
      [],
    )
    expect(carets.map(({ client, head, faded }) => [client, head, faded])).toEqual([
      [1, 4, false],
      [6, 8, true],
    ])
  })

  test('that overtook their text are drawn when it has come, not at the start', () => {
    const theirs = new Y.Doc()
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(doc))
    theirs.getText(ROOT).insert(13, '!!')
    const { item } = Y.createRelativePositionFromTypeIndex(theirs.getText(ROOT), 14)
    const ahead = { tname: ROOT, item: item && { client: item.client, clock: item.clock }, assoc: 0 }

    const tracker = new CaretTracker(text, ROOT)
    const before = tracker.track([peer(1, at(4))], [])
    const meanwhile = tracker.track([peer(1, ahead)], before)
    expect(meanwhile.map(({ head }) => head)).toEqual([4])
    expect(tracker.waiting).toBe(true)
    expect(tracker.track([peer(2, ahead)], [])).toEqual([])
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(theirs))
    expect(tracker.track([peer(2, ahead)], []).map(({ head }) => head)).toEqual([14])
    expect(tracker.waiting).toBe(false)
  })

  test('count a movement only when the presence moved', () => {
    const tracker = new CaretTracker(text, ROOT)
    const first = tracker.track([peer(1, at(4))], [])
    const same = tracker.track([peer(1, at(4))], first)
    const moved = tracker.track([peer(1, at(5))], same)
    expect([first, same, moved].map((carets) => carets[0]?.moved)).toEqual([1, 1, 2])
  })

  test('follow the text between two presences, and stay inside it', () => {
    let state = EditorState.create({ doc: 'one\ntwo', extensions: caretsField })
    state = state.update({ effects: setCarets.of([caret(4), caret(99, { client: 6 })]) }).state
    state = state.update({ changes: { from: 0, insert: '>> ' } }).state
    expect(state.field(caretsField).map(({ head }) => head)).toEqual([7, 10])
    state = state.update({ changes: { from: 0, to: 10 } }).state
    expect(state.field(caretsField).map(({ head }) => head)).toEqual([0, 0])
  })

  test('move with what is written at them', () => {
    let state = EditorState.create({ doc: 'one', extensions: caretsField })
    state = state.update({ effects: setCarets.of([caret(3)]) }).state
    state = state.update({ changes: { from: 3, insert: '!' } }).state
    expect(state.field(caretsField)[0]?.head).toBe(4)
  })
})

describe('the carets of an editor', () => {
  afterEach(() => vi.useRealTimers())

  test('come at once, and then no more often than the eye needs', () => {
    vi.useFakeTimers()
    const here = createStore<readonly Peer[]>([])
    const presence = { peers: here, publish: () => undefined }
    const state = EditorState.create({ doc: text.toString(), extensions: peers(text, ROOT, presence) })
    const view = new EditorView({ state, parent: document.body })
    const heads = () => view.state.field(caretsField).map(({ head }) => head)
    vi.advanceTimersByTime(1_000)
    here.set([peer(1, at(3))])
    vi.advanceTimersByTime(0)
    expect(heads()).toEqual([3])
    here.set([peer(1, at(5))])
    vi.advanceTimersByTime(20)
    expect(heads()).toEqual([3])
    vi.advanceTimersByTime(20)
    expect(heads()).toEqual([5])
    view.destroy()
  })
})

describe('the names at the carets', () => {
  // Lines at 0, 10 and 13; the own caret's line decides where no name may be.
  const state = (own: number) =>
    EditorState.create({ doc: '123456789\nab\n12345', selection: { anchor: own }, extensions: failedLineField })
  const places = (own: number, ...heads: number[]) => {
    const carets = heads.map((head, client) => caret(head, { client, name: 'Mara' }))
    return heads.map((_, client) => placeFlags(state(own), carets, 80).get(client))
  }

  test.each([
    ['above, where the line above has ended', 17, 0, 'above'],
    ['below in the first line, where the next one has ended', 3, 17, 'below'],
    ['behind its line, when both neighbours hold text', 10, 17, { end: 2 }],
    ['behind the first line, when the next one holds text', 1, 17, { end: 2 }],
    ['behind its line rather than over the own caret', 12, 17, { end: 2 }],
    ['nowhere, when its line is the own one and its neighbours hold text', 11, 10, 'none'],
  ] as const)('one is %s', (_, head, own, place) => expect(places(own, head)).toEqual([place]))

  test('two in one line stand beside each other, and neither over one of the next line', () => {
    expect(places(0, 10, 11)).toEqual([{ end: 2 }, { end: 10 }])
    expect(places(0, 16, 17)).toEqual(['above', 'below'])
  })

  test('above and below a wrapped line is the line itself', () => {
    expect(placeFlags(state(0), [caret(17, { client: 1 })], 4).get(1)).toEqual({ end: 2 })
  })

  test('none is over the note of a failed line', () => {
    const failed = state(17).update({ effects: setFailedLine.of({ line: 2, message: 'E', open: true }) }).state
    expect(placeFlags(failed, [caret(10, { client: 1 })], 80).get(1)).toBe('none')
  })
})
