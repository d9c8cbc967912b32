import { beforeEach, expect, it } from 'vitest'
import { forgetSession, type KeptParticipant, keepParticipant, keepVisit, keptRooms, keptVisit } from './kept'

const participant = (role: KeptParticipant['role']): KeptParticipant => ({
  token: role,
  secret: role,
  id: role,
  name: 'Mara',
  role,
  colour: 7,
  links: {},
})

beforeEach(() => localStorage.clear())

it('the rooms of this browser come latest first, each with what gives the most rights in it', () => {
  keepParticipant('first', participant('candidate'))
  keepParticipant('first', participant('host'))
  keepVisit('first', { title: 'First', at: 1 })
  keepParticipant('second', participant('candidate'))
  keepVisit('second', { title: 'Second', at: 2 })
  keepParticipant('third', participant('observer'))
  localStorage.setItem('hotseat.session.damaged', '{')
  expect(keptRooms().map(({ id, participant, visit }) => [id, participant.role, visit?.title])).toEqual([
    ['second', 'candidate', 'Second'],
    ['first', 'host', 'First'],
    ['third', 'observer', undefined],
  ])
})

it('a visit is changed in part, and goes with its room', () => {
  keepParticipant('id', participant('host'))
  keepVisit('id', { title: 'Rota', at: 1 })
  keepVisit('id', { invited: true })
  expect(keptVisit('id')).toEqual({ title: 'Rota', at: 1, invited: true })
  forgetSession('id')
  expect(keptVisit('id')).toBeNull()
  expect(keptRooms()).toEqual([])
})
