import { oneStop } from '../lib/oneStop'

const twist = (folder: HTMLElement) => folder.parentElement!.querySelector<HTMLElement>('.twist')!
const depth = (folder: HTMLElement) => Number(folder.parentElement!.dataset.depth)
const isOpen = (folder: HTMLElement) => twist(folder).getAttribute('aria-expanded') === 'true'

/** The keys of a tree of folders: right opens one or leads into it, left closes it or leads to the one above. */
export const folderKeys = oneStop('.folder', {
  ArrowRight(folders, at) {
    const here = folders[at]!
    const next = folders[at + 1]
    if (!isOpen(here)) twist(here).click()
    else if (next && depth(next) > depth(here)) return next
    return undefined
  },
  ArrowLeft(folders, at) {
    const here = folders[at]!
    if (!isOpen(here)) return folders.slice(0, at).findLast((one) => depth(one) < depth(here))
    twist(here).click()
    return undefined
  },
})
