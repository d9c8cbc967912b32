import { describe, expect, it } from 'vitest'
import { findLink, hrefOf, parseFragment, parsePath, shortOf } from './link'

const here = 'https://hotseat.example'
const id = 'Zx3_abcDEF-123'
const secret = 'kP0aaaaBBBBccccDDDD_-9'
const link = `${here}/s/${id}#c.${secret}`

describe('a pasted text', () => {
  it('is understood when it is just the link', () => {
    expect(findLink(link, here)).toEqual({
      kind: 'link',
      link: { origin: here, id, secret, role: 'candidate' },
      elsewhere: false,
    })
  })

  it.each([
    `Hi Noor,\n\nyour interview is at <${link}>.\nSee you`,
    `join here: ${link}, at ten`,
    `[room](${link})`,
    `  ${link}\n`,
  ])('is understood when the link sits in a message: %s', (message) => {
    expect(findLink(message, here)).toMatchObject({ kind: 'link', link: { id, secret } })
  })

  it('is understood without a scheme, and takes the scheme of this page', () => {
    expect(findLink(`hotseat.example/s/${id}#o.${secret}`, here)).toMatchObject({
      kind: 'link',
      link: { origin: here, role: 'observer' },
      elsewhere: false,
    })
  })

  it('says when the link leads to another server', () => {
    expect(findLink(`http://10.0.0.7:8080/s/${id}#h.${secret}`, here)).toMatchObject({
      kind: 'link',
      link: { origin: 'http://10.0.0.7:8080', role: 'host' },
      elsewhere: true,
    })
  })

  it('is half a link when the part behind # is missing, and one that is cut when its end is', () => {
    expect(findLink(`${here}/s/${id}`, here)).toEqual({ kind: 'half' })
    expect(findLink(`${here}/s/${id}#c.kP0aa`, here)).toEqual({ kind: 'cut' })
  })

  it('is recognised as a spoken code, which this version cannot use', () => {
    expect(findLink('amber-otter-4417', here)).toEqual({ kind: 'code' })
  })

  it.each(['', 'hello', 'https://example.com/s/short#c.x', 'javascript:alert(1)'])('can hold nothing: %s', (text) => {
    expect(findLink(text, here)).toEqual({ kind: 'nothing' })
  })

  it('is looked through at once, however long its words are', () => {
    const word = 'a'.repeat(100_000)
    expect(findLink(word, here)).toEqual({ kind: 'nothing' })
    expect(findLink(`${word}\n${link} ${word}`, here)).toMatchObject({ kind: 'link', link: { id, secret } })
  })

  it('never yields another scheme than http and https', () => {
    expect(findLink(`javascript:x/s/${id}#c.${secret}`, here)).toMatchObject({ link: { origin: 'https://x' } })
  })
})

describe('an address', () => {
  it('keeps the link it was made of', () => {
    expect(hrefOf({ origin: here, id, secret, role: 'candidate' })).toBe(link)
  })

  it('gives the secret of its fragment and the id of its path', () => {
    expect(parseFragment(`#h.${secret}`)).toEqual({ secret, role: 'host' })
    expect(parseFragment(`x.${secret}`)).toBeNull()
    expect(parseFragment('')).toBeNull()
    expect(parsePath(`/s/${id}`)).toBe(id)
    expect(parsePath('/s/short')).toBeNull()
  })
})

it('a short link shows by what it differs from others', () => {
  expect(shortOf(link)).toBe('…/s/Zx3_#c.kP0a…')
})
