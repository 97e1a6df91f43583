package dev.carillon.server.assets.folder;

/**
 * One thing that may be done with a folder, or with the assets directly in it. Each operation asks
 * for what it needs itself, by {@code AssetPermissions.require}: an update in {@code
 * Assets.requirePermissions}, a bulk update in {@code BulkUpdate}. Decision 28 has the whole table,
 * and {@code CallTable} tests each call.
 */
public enum Permission {
  /** See that it is there, its metadata and its thumbnail. */
  VIEW('V', "view"),
  /** See its preview. */
  PREVIEW('P', "preview"),
  /** Download its file. */
  USE_ORIGINAL('U', "use original"),
  /** Change its metadata. */
  EDIT_METADATA('M', "edit metadata"),
  /** Check it out, and give it another file. */
  EDIT('E', "edit"),
  /** Give it another name. */
  RENAME('R', "rename"),
  /** Move it to another folder. */
  MOVE('X', "move"),
  /** Make folders and assets in it. */
  CREATE('C', "create"),
  /** Remove it. */
  DELETE('D', "delete");

  private final char letter;
  private final String words;

  Permission(char letter, String words) {
    this.letter = letter;
    this.words = words;
  }

  /** The letter that stands for it in {@link Permissions}. */
  char letter() {
    return letter;
  }

  /** What people call it. */
  String words() {
    return words;
  }
}
