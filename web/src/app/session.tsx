import './styles'
import { mount } from './mount'

mount(<p>soon</p>)
