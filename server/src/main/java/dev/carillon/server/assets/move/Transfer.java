package dev.carillon.server.assets.move;

import dev.carillon.server.assets.folder.TreePath;

/**
 * A request to move or copy an asset, or a folder with all that is in it.
 *
 * @param kind whether the source stays
 * @param source what is moved or copied
 * @param target the path that it shall have
 * @param policies what to do where a place is taken
 * @param scope which assets of a folder
 */
record Transfer(Kind kind, TreePath source, TreePath target, Policies policies, Scope scope) {

  /**
   * The same transfer to another place, as what it turned out to be.
   *
   * @param merges whether that place is another folder, into which the source's content goes
   */
  Transfer to(TreePath other, boolean merges) {
    FolderPolicy policy = merges ? FolderPolicy.MERGE : FolderPolicy.THROW_EXCEPTION;
    return new Transfer(kind, source, other, new Policies(policy, policies.file()), scope);
  }

  /** The same transfer of an asset: what was said about folders means nothing then. */
  Transfer ofAsset(TreePath other) {
    Transfer alone = new Transfer(kind, source, other, policies, new Scope("", false));
    return alone.to(other, false);
  }

  boolean moves() {
    return kind == Kind.MOVE;
  }

  /** Whether the source stays. */
  enum Kind {
    MOVE,
    COPY
  }

  /** What becomes of a file whose place is taken. */
  enum FilePolicy {
    /** It gets another name. */
    AUTO_RENAME,
    /** The present asset is removed. */
    OVERWRITE,
    /** The present asset is removed if its file is older; otherwise nothing happens. */
    OVERWRITE_IF_NEWER,
    /** The present asset stays, and a moved asset is removed; a copied one is not touched. */
    REMOVE_SOURCE,
    /** The whole call is refused. */
    THROW_EXCEPTION,
    /** Nothing. */
    DO_NOTHING
  }

  /** What becomes of a folder whose place is taken by another folder. */
  enum FolderPolicy {
    /** It gets another name. */
    AUTO_RENAME,
    /** The content goes into the present folder. */
    MERGE,
    /** The whole call is refused. */
    THROW_EXCEPTION
  }

  /** What to do where a place is taken. */
  record Policies(FolderPolicy folder, FilePolicy file) {}

  /**
   * Which assets of a folder.
   *
   * @param query only those that it finds; empty = all
   * @param flatten whether all go into the target folder itself, whatever sub-folder they were in
   */
  record Scope(String query, boolean flatten) {

    /** All, each in its sub-folder. */
    boolean whole() {
      return query.isEmpty() && !flatten;
    }
  }
}
