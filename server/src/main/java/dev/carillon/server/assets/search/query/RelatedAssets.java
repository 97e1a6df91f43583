package dev.carillon.server.assets.search.query;

import java.util.Collection;
import java.util.List;

/** Finds the assets that another one has relations with. */
@FunctionalInterface
public interface RelatedAssets {

  /** Where nothing has relations. */
  RelatedAssets NONE = related -> List.of();

  /** Where relations cannot be asked for: a filter sees one asset alone. */
  RelatedAssets REFUSED =
      new RelatedAssets() {
        @Override
        public Collection<String> to(Related related) {
          throw new IllegalStateException("a filter asked for " + related);
        }

        @Override
        public boolean canBeAsked() {
          return false;
        }
      };

  /**
   * The ids of all assets at the other end.
   *
   * @throws MalformedQuery if there is no such type of relation, or there are more than can be
   *     searched
   */
  Collection<String> to(Related related);

  /** Whether a query may ask for relations at all. */
  default boolean canBeAsked() {
    return true;
  }

  /**
   * What a query says about relations.
   *
   * @param assetId the asset at this end
   * @param target where the others are, seen from it
   * @param type the type of relation; empty = any
   */
  record Related(String assetId, Target target, String type) {}

  /** Which side of a relation is looked for. */
  enum Target {
    /** Both. */
    ANY,
    /** What the asset is the parent of. */
    CHILD,
    /** What the asset is a child of. */
    PARENT
  }
}
