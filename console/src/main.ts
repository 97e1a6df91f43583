import { mount } from 'svelte'
import App from './App.svelte'
import { preferences } from './lib/preferences.svelte'
import { startKeepFocus } from './lib/keepFocus'
import { startRouter } from './lib/router.svelte'
import { startRowLinks } from './lib/rowLinks'
import { showFullTextOnHover } from './lib/fullText'
import './styles/typeface.css'
import './styles/tokens.css'
import './styles/base.css'

preferences.apply()
startRouter()
startRowLinks()
startKeepFocus()
showFullTextOnHover()
const target = document.getElementById('app')
if (target) mount(App, { target })
