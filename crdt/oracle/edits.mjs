// Random edits of a document: those that the engine's own transactions can do too, and everything else that Yjs knows.
import * as Y from 'yjs'

export const WORDS = ['a', 'b', 'xyz', 'é', 'ÿ', '\u0100', '😀', 'a😀b', '😀🚀', '\n', 'hello ', '中文', 'if (x) {\n']
const HALVES = ['\ud83d', '\ude00', 'a\ud83d', '\ude00b']
/** The first half of a pair that was typed alone, and that nobody else has: the wire carries U+FFFD for it. */
const LONE_HALF = /[\ud800-\udbff](?![\udc00-\udfff])/
export const KEYS = ['k', 'l', '', 'ключ', 'a long key']
export const VALUES = [
  0, 1, -1, 63, 64, -64, 2 ** 31 - 1, -(2 ** 31 - 1), 2 ** 31, -(2 ** 31), 2 ** 40, 0.5, 0.1, -1.25, 1e300,
  true, false, null, '', 'text', 'ünï😀', [], [1, [2, 'x']], {}, { b: 1, a: { c: [null] } },
]
/** Values that JSON does not have. */
const FOREIGN_VALUES = [-0, Infinity, NaN, [10n, undefined], { u: undefined, big: -(2n ** 63n) }, new Uint8Array(0), [new Uint8Array([1, 2, 3])]]

/** Where to write: mostly at one spot where `crowded`, so that many write there at once. */
const spot = (rnd, length, crowded) => (rnd.chance(crowded) ? Math.min(1, length) : rnd.below(length + 1))

/** An edit of the text `t`, the map `m`, the array `a` or a text nested in the map `n`; returned in words, so that the engine does the same. */
export function plainEdit(doc, rnd, crowded) {
  const text = doc.getText('t')
  const map = doc.getMap('m')
  const array = doc.getArray('a')
  switch (rnd.below(11)) {
    case 0: {
      const [key, value] = [rnd.pick(KEYS), rnd.pick(VALUES)]
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
    case 4: {
      const index = spot(rnd, array.length, crowded)
      const values = Array.from({ length: 1 + rnd.below(3) }, () => rnd.pick(VALUES))
      array.insert(index, values)
      return ['insertAll', 'a', index, values]
    }
    case 5: {
      const index = array.length === 0 ? 0 : rnd.below(array.length)
      const length = array.length === 0 ? 0 : 1 + rnd.below(Math.min(3, array.length - index))
      if (length > 0) array.delete(index, length)
      return ['deleteAll', 'a', index, length]
    }
    case 6: {
      const [key, word] = [rnd.pick(KEYS), rnd.pick(WORDS)]
      const nested = doc.getMap('n').get(key)
      if (!(nested instanceof Y.Text) || nested instanceof Y.XmlText) doc.getMap('n').set(key, new Y.Text(word))
      else nested.insert(0, word)
      return ['insertNested', 'n', key, word]
    }
    default: {
      const index = spot(rnd, text.length, crowded)
      const word = rnd.pick(WORDS)
      text.insert(index, word)
      return ['insert', 't', index, word]
    }
  }
}

/** Arrays, nested types, formats, embeds, XML, sub-documents, values that JSON does not have, and if wanted halves of surrogate pairs. */
export function richEdit(doc, rnd, { crowded, halves }) {
  if (halves && rnd.chance(0.4)) return typeHalf(doc.getText('t'), rnd, crowded)
  const array = doc.getArray('a')
  const map = doc.getMap('n')
  switch (rnd.below(14)) {
    case 0:
    case 1:
      return array.insert(spot(rnd, array.length, crowded), Array.from({ length: 1 + rnd.below(3) }, () => anyValue(rnd)))
    case 2: {
      if (array.length === 0) return
      const index = rnd.below(array.length)
      return array.delete(index, 1 + rnd.below(Math.min(3, array.length - index)))
    }
    case 3:
      return array.insert(spot(rnd, array.length, crowded), [nested(rnd)])
    case 4:
    case 5:
      return map.set(rnd.pick(KEYS), rnd.chance(0.7) ? nested(rnd) : anyValue(rnd))
    case 6:
      return map.delete(rnd.pick(KEYS))
    case 7:
    case 8:
    case 9:
    case 10:
      return fill(anyContainer(doc, rnd), rnd)
    case 11:
      return formatted(doc.getText('r'), rnd, crowded)
    case 12: {
      const text = doc.getText('t')
      return text.insert(spot(rnd, text.length, crowded), rnd.pick(WORDS))
    }
    default:
      return xml(doc.getXmlFragment('x'), rnd)
  }
}

/** Half a pair somewhere, or the second behind a first that still is alone. */
function typeHalf(text, rnd, crowded) {
  const first = text.toString().search(LONE_HALF)
  if (first >= 0 && rnd.chance(0.5)) return text.insert(first + 1, '\ude00')
  return text.insert(spot(rnd, text.length, crowded), rnd.pick(HALVES))
}

const anyValue = (rnd) => (rnd.chance(0.8) ? rnd.pick(VALUES) : rnd.pick(FOREIGN_VALUES))

function formatted(text, rnd, crowded) {
  const index = spot(rnd, text.length, crowded)
  if (rnd.chance(0.5)) return text.insert(index, rnd.pick(WORDS), rnd.chance(0.5) ? { bold: true } : undefined)
  if (rnd.chance(0.3)) return text.insertEmbed(index, { image: rnd.pick(KEYS) })
  if (text.length === index) return
  const length = 1 + rnd.below(text.length - index)
  return rnd.chance(0.5) ? text.format(index, length, { bold: rnd.pick([true, null]) }) : text.delete(index, length)
}

function xml(fragment, rnd) {
  if (fragment.length > 0 && rnd.chance(0.4)) {
    const node = fragment.get(rnd.below(fragment.length))
    if (node instanceof Y.XmlElement && rnd.chance(0.6)) return node.setAttribute('class', rnd.pick(WORDS))
    return fragment.delete(rnd.below(fragment.length), 1)
  }
  return fragment.insert(rnd.below(fragment.length + 1), [rnd.chance(0.6) ? new Y.XmlElement('div') : new Y.XmlText('txt')])
}

function nested(rnd) {
  switch (rnd.below(5)) {
    case 0:
      return new Y.Map([[rnd.pick(KEYS), rnd.pick(VALUES)]])
    case 1:
      return Y.Array.from([rnd.pick(VALUES), rnd.pick(VALUES)])
    case 2:
      return new Y.Text(rnd.pick(WORDS))
    case 3:
      return new Y.Map([['deeper', new Y.Map([[rnd.pick(KEYS), new Y.Text(rnd.pick(WORDS))]])]])
    default:
      return new Y.Doc({ guid: 'sub' + rnd.below(9) })
  }
}

function anyContainer(doc, rnd) {
  let container = rnd.chance(0.5) ? doc.getArray('a') : doc.getMap('n')
  for (let depth = 0; depth < 4; depth++) {
    const inner = container instanceof Y.Text ? [] : [...container.values?.() ?? container.toArray()].filter((value) => value instanceof Y.AbstractType)
    if (inner.length === 0 || rnd.chance(0.2)) break
    container = rnd.pick(inner)
  }
  return container
}

function fill(container, rnd) {
  const value = rnd.chance(0.4) ? nested(rnd) : anyValue(rnd)
  if (container instanceof Y.Map) {
    if (rnd.chance(0.25)) return container.delete(rnd.pick(KEYS))
    return container.set(rnd.pick(KEYS), value)
  }
  if (container.length > 0 && rnd.chance(0.3)) return container.delete(rnd.below(container.length), 1)
  if (container instanceof Y.Text) return container.insert(rnd.below(container.length + 1), rnd.pick(WORDS))
  return container.insert(rnd.below(container.length + 1), [value])
}
