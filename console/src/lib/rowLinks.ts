const PRESSABLE = 'a, button, input, select, textarea, summary, label, audio, video'

/** As in base.css. */
const LINK = ':is(.first, .name, td:first-child) > a:first-of-type'

/** What lies above a row's link, such as a time with its exact value, leads where the row leads. */
export function startRowLinks(): void {
  for (const kind of ['click', 'auxclick'] as const) {
    document.addEventListener(kind, (event) => {
      const target = event.target as Element
      const row = target.closest('tr.link')
      if (!row || event.button > 1 || target.closest(PRESSABLE) || getSelection()?.toString()) return
      row.querySelector(LINK)?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, button: 0, ctrlKey: event.ctrlKey || kind === 'auxclick', metaKey: event.metaKey, shiftKey: event.shiftKey }))
    })
  }
}
