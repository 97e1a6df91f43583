package dev.carillon.server.assets.search;

import dev.carillon.server.assets.search.index.SearchRequest;
import java.util.List;

/**
 * A search as somebody asked for it.
 *
 * @param request what to look for
 * @param wanted the fields to show; none = all
 * @param extras what is shown beside them
 */
record Search(SearchRequest request, List<String> wanted, Extras extras) {
  Search {
    wanted = List.copyOf(wanted);
  }

  /**
   * What is shown beside an asset's fields.
   *
   * @param highlights the words found, in their text
   * @param thumbnailHits of a container, the first assets in it
   * @param storagePath where its file is in the file store
   * @param logged whether the search is told in the log
   */
  record Extras(boolean highlights, boolean thumbnailHits, boolean storagePath, boolean logged) {}
}
