package dev.carillon.server.webhooks.payload;

import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.field.Metadata;

/** Knows what words are in files. */
@FunctionalInterface
public interface FileTexts {

  /** Where no file has words. */
  FileTexts NONE = (file, metadata) -> FileText.NONE;

  /**
   * The words of an asset's file.
   *
   * @param file which file; empty where there is none
   * @param metadata the asset's fields, which say what kind of file it is
   */
  FileText of(String file, Metadata metadata);
}
