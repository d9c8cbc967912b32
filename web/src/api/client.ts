// The REST calls of the page, typed by the contract in `openapi.yaml`. Knows nothing of sockets or of what is on the screen.
import type { components } from './schema'

type Schemas = components['schemas']
export type Language = Schemas['Language']
export type Role = Schemas['Role']
export type Participant = Schemas['Participant']
export type SessionInfo = Schemas['Session']
export type SessionDetails = Schemas['SessionDetails']
export type CreatedSession = Schemas['CreatedSession']
export type Joined = Schemas['Joined']
export type Links = Schemas['Links']
export type FileEntry = Schemas['File']
export type Code = Schemas['Code']
export type Problem = Schemas['Problem']

/** The server said no, and why. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
  }

  get status(): number {
    return this.problem.status
  }

  /** For whoever stands before the field: what is wrong with it, without the field's name in the API. */
  get atField(): string {
    return this.message.replace(`${this.problem.field}: `, '')
  }
}

/** No answer of this server: the network, the server is away, or somebody else answers (the login page of a hotel). */
export class UnreachableError extends Error {
  override name = 'UnreachableError'
}

interface Call {
  method?: 'GET' | 'POST' | 'PATCH'
  bearer?: string
  body?: object
}

export function createSession(body: Schemas['NewSession'] = {}): Promise<CreatedSession> {
  return call('/api/sessions', { method: 'POST', body })
}

export function getSession(id: string, bearer: string): Promise<SessionDetails> {
  return call(sessionPath(id), { bearer })
}

/** `watch`: without a seat, whatever the link gives. */
export function joinSession(id: string, secret: string, name: string, watch = false): Promise<Joined> {
  return call(`${sessionPath(id)}/join`, { method: 'POST', bearer: secret, body: { name, ...(watch && { watch }) } })
}

export function renameSession(id: string, bearer: string, title: string): Promise<SessionDetails> {
  return call(sessionPath(id), { method: 'PATCH', bearer, body: { title } })
}

/** Opens the file of a language; the server creates it with its starter text when it is missing. */
export function ensureFile(id: string, bearer: string, language: Language): Promise<FileEntry> {
  return call(`${sessionPath(id)}/files`, { method: 'POST', bearer, body: { language } })
}

export function getCode(id: string, bearer: string, file = 'main'): Promise<Code> {
  return call(`${sessionPath(id)}/code?file=${encodeURIComponent(file)}`, { bearer })
}

/** True when the server can take a room now. */
export async function isReady(): Promise<boolean> {
  try {
    const answer = await fetch('/health/ready', { cache: 'no-store' })
    return answer.ok
  } catch {
    return false // no answer is an answer here: not ready
  }
}

const sessionPath = (id: string) => `/api/sessions/${encodeURIComponent(id)}`

// The one place that believes a body: the contract test of the server holds every answer against the same schema.
async function call<T>(path: string, { method = 'GET', bearer, body }: Call): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (bearer) headers.authorization = `Bearer ${bearer}`
  if (body) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(path, { method, headers, cache: 'no-store', ...(body && { body: JSON.stringify(body) }) })
  } catch (cause) {
    throw new UnreachableError(`${method} ${path}: no answer`, { cause })
  }
  if (response.ok) {
    return response.json().catch((cause: unknown) => {
      throw new UnreachableError(`${method} ${path}: an answer that is none`, { cause })
    }) as Promise<T>
  }
  throw new ApiError(await problemOf(response))
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = { type: 'about:blank', title: `HTTP ${response.status}`, status: response.status }
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return fallback
  return { ...fallback, ...((await response.json()) as Partial<Problem>) }
}
