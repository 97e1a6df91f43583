package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.event.FileText;
import java.util.List;

/** What the search index gets of changes. */
public interface IndexUpdates {

  /**
   * Changes that were just committed. They stay made whatever becomes of the index, which can catch
   * up with them later.
   */
  void apply(List<IndexLog.Entry> entries);

  /** The words in an asset's file, as the index gets them. */
  FileText text(Asset asset);
}
