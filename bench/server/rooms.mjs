// The rooms of a run: names where a name makes a room, request paths with tokens where rooms are made first.
const CREATING = 8

async function post(base, path, body, secret) {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(secret && { authorization: `Bearer ${secret}` }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
  return answer.json()
}

async function write(base, { id, links }, text) {
  const answer = await fetch(`${base}/api/sessions/${id}/code`, {
    method: 'PUT',
    headers: { 'content-type': 'text/plain', authorization: `Bearer ${links.host.split('.').pop()}` },
    body: text,
    signal: AbortSignal.timeout(30_000),
  })
  if (!answer.ok) throw new Error(`PUT code: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
}

async function ready(base) {
  for (let tries = 0; tries < 100; tries++) {
    if ((await fetch(`${base}/health/ready`)).ok) return
  }
  throw new Error('the server is not ready')
}

async function create(base, people, text) {
  const session = await post(base, '/api/sessions', {})
  if (text) await write(base, session, text)
  const secret = session.links.candidate.split('.').pop()
  const paths = []
  for (let i = 0; i < people; i++) {
    const { token } = await post(base, `/api/sessions/${session.id}/join`, { name: `Guest ${i}` }, secret)
    paths.push(`/ws/sessions/${session.id}?token=${token}`)
  }
  return paths.join(' ')
}

/** A line for each room: its name, or the paths of its people, separated by spaces. `text`: what lies in its first file, where rooms have files. */
export async function rooms(server, count, people, prefix, text) {
  if (!server.peer.hasRooms) return Array.from({ length: count }, (_, i) => `${prefix}-${i}`)
  const base = `http://127.0.0.1:${server.port}`
  await ready(base)
  const lines = []
  let left = count
  await Promise.all(
    Array.from({ length: CREATING }, async () => {
      while (left-- > 0) lines.push(await create(base, people, text))
    }),
  )
  return lines
}
