import './styles'
import { Landing } from '../landing/Landing'
import { mount } from './mount'

mount(<Landing />)
