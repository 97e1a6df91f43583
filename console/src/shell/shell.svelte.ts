/** What floats above the pages. */
class Shell {
  palette = $state(false)
  help = $state(false)
}

export const shell = new Shell()
