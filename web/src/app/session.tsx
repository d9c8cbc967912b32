import './styles'
import { Session } from '../session/Session'
import { mount } from './mount'

mount(<Session />)
