package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.file.NewFile;

/**
 * What an update asks for.
 *
 * @param place where the asset shall be
 * @param autoRename whether another name is taken where that one is taken
 * @param edits which values it shall have
 * @param file its new file
 */
public record AssetUpdate(AssetLocation place, boolean autoRename, FieldEdits edits, File file) {

  /** Whether there is a new file. */
  public sealed interface File {

    /** There is none. */
    record Kept() implements File {}

    /** There is: the update is a check-in. */
    record New(NewFile file, AssetRules.CheckIn options) implements File {}
  }
}
