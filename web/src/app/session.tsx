import './styles'
import { parsePath } from '../api/link'
import { tabAddress } from '../entry/address'
import { createArrival } from '../entry/arrival'
import { Session } from '../session/Session'
import { mount } from './mount'

const room = import('../session/RoomGate') // beside the first question to the server, so that Join opens at once
mount(<Session arrival={createArrival(parsePath(location.pathname), tabAddress)} loadRoom={() => room} />)
