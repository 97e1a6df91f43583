package dev.carillon.server.assets.move;

/** What becomes of a file whose place is taken. */
enum FilePolicy {
  /** It gets another name. */
  AUTO_RENAME,
  /** What is there is removed. */
  OVERWRITE,
  /** What is there is removed where its file is older; otherwise nothing happens. */
  OVERWRITE_IF_NEWER,
  /** What is there stays, and a moved file is removed; a copied one is not touched. */
  REMOVE_SOURCE,
  /** The whole call is refused. */
  THROW_EXCEPTION,
  /** Nothing. */
  DO_NOTHING
}
