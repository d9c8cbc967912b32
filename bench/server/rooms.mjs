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

async function ready(base) {
  for (let tries = 0; tries < 100; tries++) {
    if ((await fetch(`${base}/health/ready`)).ok) return
  }
  throw new Error('the server is not ready')
}

async function create(base, people) {
  const session = await post(base, '/api/sessions', {})
  const secret = session.links.candidate.split('.').pop()
  const paths = []
  for (let i = 0; i < people; i++) {
    const { token } = await post(base, `/api/sessions/${session.id}/join`, { name: `Guest ${i}` }, secret)
    paths.push(`/ws/sessions/${session.id}?token=${token}`)
  }
  return paths.join(' ')
}

/** A line for each room: its name, or the paths of its people, separated by spaces. */
export async function rooms(server, count, people, prefix) {
  if (!server.peer.hasRooms) return Array.from({ length: count }, (_, i) => `${prefix}-${i}`)
  const base = `http://127.0.0.1:${server.port}`
  await ready(base)
  const lines = []
  let left = count
  await Promise.all(
    Array.from({ length: CREATING }, async () => {
      while (left-- > 0) lines.push(await create(base, people))
    }),
  )
  return lines
}
