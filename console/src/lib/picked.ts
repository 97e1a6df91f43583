/** Keys that choose in a list that is closed. */
const CHOOSES = /^(Arrow|Page|Home$|End$)|^.$/u

/**
 * Takes what is chosen from a list whose choice does something at once. With the keys of a closed list each key
 * chooses another one: what is chosen counts when Enter is pressed or the focus leaves.
 */
export function picked(take: (value: string) => void): (list: HTMLSelectElement) => () => void {
  return (list) => {
    let key = ''
    let open = false
    const commit = () => {
      if (!open) return
      open = false
      take(list.value)
    }
    const onKey = (event: KeyboardEvent) => {
      key = event.key
      if (key !== 'Enter' || !open) return
      event.preventDefault()
      commit()
    }
    const onPointer = () => (key = '')
    const onChange = () => {
      open = true
      // the space bar opens the list
      if (key === ' ' || !CHOOSES.test(key)) commit()
    }
    list.addEventListener('keydown', onKey)
    list.addEventListener('pointerdown', onPointer)
    list.addEventListener('change', onChange)
    list.addEventListener('blur', commit)
    return () => {
      list.removeEventListener('keydown', onKey)
      list.removeEventListener('pointerdown', onPointer)
      list.removeEventListener('change', onChange)
      list.removeEventListener('blur', commit)
    }
  }
}
