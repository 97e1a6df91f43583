package dev.carillon.server.assets.search.query;

import java.util.List;
import java.util.Set;

/**
 * Which assets the searching user may see, or read the texts of, by the folders that they are in.
 *
 * @param everything all of them
 * @param layers else what is inside the first set of folders, but for what is inside the second,
 *     but for what is inside the third, and so on; folders as they are compared. One that ends with
 *     {@code /*} stands for all folders directly in that one. Without layers nothing is seen.
 */
public record VisibleFolders(boolean everything, List<Set<String>> layers) {

  /** No limits. */
  public static final VisibleFolders EVERYTHING = new VisibleFolders(true, List.of());

  public VisibleFolders {
    layers = layers.stream().map(Set::copyOf).toList();
  }
}
