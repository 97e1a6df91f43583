package dev.carillon.server.assets.relation;

import dev.carillon.server.assets.search.query.MalformedQuery;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.platform.database.Changes;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Answers what a search asks about relations from the store, where they are: a search sees each at
 * once, and there is nothing to catch up with after a crash.
 *
 * @param seen whether who asks sees the asset with this id: else nothing is related to it
 */
public record StoredRelations(Changes changes, Predicate<String> seen) implements RelatedAssets {

  private static final int RELATED_MAX = 100_000;
  private static final int PAGE = 200;

  @Override
  public Collection<String> to(Related related) {
    List<Relation.Type> types = types(related.type());
    if (!seen.test(related.assetId())) {
      return Set.of();
    }
    Set<String> ids =
        changes.read(
            connection -> {
              Set<String> found = new LinkedHashSet<>();
              if (related.target() != Target.PARENT) {
                found.addAll(
                    RelationStore.children(connection, related.assetId(), types, RELATED_MAX + 1));
              }
              if (related.target() != Target.CHILD) {
                found.addAll(
                    RelationStore.parents(connection, related.assetId(), types, RELATED_MAX + 1));
              }
              return found;
            });
    if (ids.size() > RELATED_MAX) {
      throw new MalformedQuery(
          "'" + related.assetId() + "' has more than " + RELATED_MAX + " relations");
    }
    return ids;
  }

  /** For each of these assets the relation by which a query found it. */
  public Map<String, Relation> of(List<Related> asked, List<String> ids) {
    Map<String, Relation> byAsset = new HashMap<>();
    for (Related related : asked.stream().filter(one -> seen.test(one.assetId())).toList()) {
      for (int from = 0; from < ids.size(); from += PAGE) {
        List<String> page = ids.subList(from, Math.min(from + PAGE, ids.size()));
        changes
            .read(connection -> RelationStore.among(connection, related.assetId(), page))
            .stream()
            .filter(relation -> answers(related, relation))
            .forEach(relation -> byAsset.putIfAbsent(relation.other(related.assetId()), relation));
      }
    }
    return byAsset;
  }

  private static boolean answers(Related related, Relation relation) {
    boolean side =
        switch (related.target()) {
          case ANY -> true;
          case CHILD -> relation.target1().equals(related.assetId());
          case PARENT -> relation.target2().equals(related.assetId());
        };
    return side && types(related.type()).contains(relation.type());
  }

  private static List<Relation.Type> types(String word) {
    if (word.isEmpty()) {
      return List.of(Relation.Type.values());
    }
    return List.of(
        Relation.Type.of(word)
            .orElseThrow(
                () ->
                    new MalformedQuery(
                        "'relationType' is '%s', but must be one of %s"
                            .formatted(word, Relation.Type.allowed()))));
  }
}
