/** A file, and the folder it lies in below the one that was dropped; empty = none. */
export interface DroppedFile {
  file: File
  path: string
}

/** What was dropped or chosen: files, and folders without any. */
export interface Dropped {
  files: DroppedFile[]
  empty: string[]
}

/** What the system puts into folders for itself. */
const ASIDE = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i

/** Reads files and whole folders from a drop. Call it in the event itself: what it holds is gone afterwards. */
export async function dropped(transfer: DataTransfer): Promise<Dropped> {
  const entries = [...transfer.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? null)
  const files = [...transfer.files]
  const all: Dropped = { files: [], empty: [] }
  if (!entries.length || entries.includes(null)) return { ...all, files: files.map((file) => ({ file, path: '' })) }
  for (const entry of entries) await read(entry!, '', all)
  return all
}

/** What was chosen by a picker of folders: each file names the folder it lies in. */
export function chosen(files: FileList): Dropped {
  return {
    files: [...files].filter(({ name }) => !ASIDE.test(name)).map((file) => ({ file, path: file.webkitRelativePath.split('/').slice(0, -1).join('/') })),
    empty: [],
  }
}

async function read(entry: FileSystemEntry, path: string, all: Dropped): Promise<void> {
  if (entry.isFile) {
    if (ASIDE.test(entry.name)) return
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    all.files.push({ file, path })
    return
  }
  const inside = path ? `${path}/${entry.name}` : entry.name
  const children = await childrenOf(entry as FileSystemDirectoryEntry)
  if (!children.length) all.empty.push(inside)
  for (const child of children) await read(child, inside, all)
}

/** A reader gives at most a hundred at a time. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (!some.length) return all
    all.push(...some)
  }
}
