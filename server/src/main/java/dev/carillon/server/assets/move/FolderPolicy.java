package dev.carillon.server.assets.move;

/** What becomes of a folder whose place is taken by another folder. */
enum FolderPolicy {
  /** It gets another name. */
  AUTO_RENAME,
  /** What is in it goes into the folder that is there. */
  MERGE,
  /** The whole call is refused. */
  THROW_EXCEPTION
}
