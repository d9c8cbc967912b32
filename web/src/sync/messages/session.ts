/** What the session is, what this page may do in it and how much: WELCOME and what changes it later. */
import { type Fields, fields, isCount, isText } from './fields'
import { decodeParticipant, decodePeople, type Participant } from './people'

export interface SessionInfo {
  readonly id: string
  readonly title: string
  readonly language: string
  readonly state: string
  readonly createdAt: string
}

const PERMISSIONS = ['read', 'edit', 'run', 'manage'] as const
export type Permission = (typeof PERMISSIONS)[number]

/** Bounds of runs; see `runs.ts` for what they bound. */
export interface RunLimits {
  /** UTF-16 units of all chunks of one output entry. */
  readonly entryUnits: number
  /** Chunks of one output entry. */
  readonly chunks: number
  /** UTF-16 units of an error's message, or of a line of input as it is logged. */
  readonly textUnits: number
  /** The greatest line or column. */
  readonly place: number
  /** Entries of one run. */
  readonly entries: number
  /** UTF-8 bytes of output of one run. */
  readonly bytes: number
}

/** The server's bounds, and the only ones there are: the page has none of its own for any of these. */
export interface Limits {
  readonly messageBytes: number
  readonly updateBytes: number
  readonly structs: number
  readonly deleteRanges: number
  readonly textUnits: number
  readonly documentBytes: number
  readonly files: number
  readonly awarenessBytes: number
  readonly run: RunLimits
}

export interface Welcome {
  /** Which build of the page the server serves. */
  readonly build: string
  readonly participant: Participant
  readonly permissions: readonly Permission[]
  readonly session: SessionInfo
  readonly limits: Limits
  readonly participants: readonly Participant[]
}

export type SessionMessage =
  | ({ readonly type: 'WELCOME' } & Welcome)
  | { readonly type: 'SESSION'; readonly session: SessionInfo }
  | { readonly type: 'GOAWAY'; readonly afterMs: number }

const TITLE_UNITS_MAX = 500
const WORD_UNITS_MAX = 100
const GOAWAY_MS_MAX = 600_000

export function decodeSessionMessage(m: Fields): SessionMessage | null {
  switch (m.type) {
    case 'WELCOME': {
      const welcome = decodeWelcome(m)
      return welcome && { type: 'WELCOME', ...welcome }
    }
    case 'SESSION': {
      const session = decodeSession(m.session)
      return session && { type: 'SESSION', session }
    }
    case 'GOAWAY':
      return isCount(m.afterMs) && m.afterMs <= GOAWAY_MS_MAX ? { type: 'GOAWAY', afterMs: m.afterMs } : null
    default:
      return null
  }
}

function decodeWelcome(m: Fields): Welcome | null {
  const participant = decodeParticipant(m.participant)
  const session = decodeSession(m.session)
  const participants = decodePeople(m.participants)
  const limits = decodeLimits(m.limits)
  if (!participant || !session || !participants || !limits) return null
  if (!isText(m.build, WORD_UNITS_MAX) || !Array.isArray(m.permissions)) return null
  const { build } = m
  const granted: readonly unknown[] = m.permissions
  const permissions = PERMISSIONS.filter((permission) => granted.includes(permission))
  return { build, participant, permissions, session, limits, participants }
}

function decodeSession(value: unknown): SessionInfo | null {
  const s = fields(value)
  return s &&
    isText(s.id, WORD_UNITS_MAX) &&
    isText(s.title, TITLE_UNITS_MAX) &&
    isText(s.language, WORD_UNITS_MAX) &&
    isText(s.state, WORD_UNITS_MAX) &&
    isText(s.createdAt, WORD_UNITS_MAX)
    ? { id: s.id, title: s.title, language: s.language, state: s.state, createdAt: s.createdAt }
    : null
}

function decodeLimits(value: unknown): Limits | null {
  const limits = counts(value, [
    'messageBytes',
    'updateBytes',
    'structs',
    'deleteRanges',
    'textUnits',
    'documentBytes',
    'files',
    'awarenessBytes',
  ])
  const run = counts(fields(value)?.run, ['entryUnits', 'chunks', 'textUnits', 'place', 'entries', 'bytes'])
  return limits && run && { ...limits, run }
}

/** An object of which these fields are counts; others are left out. */
function counts<K extends string>(value: unknown, names: readonly K[]): Readonly<Record<K, number>> | null {
  const all = fields(value)
  if (!all || !names.every((name) => isCount(all[name]))) return null
  return Object.fromEntries(names.map((name) => [name, all[name]])) as Record<K, number>
}
