package dev.carillon.server.assets.relation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.bulk.BulkResult;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.PlannedChange;
import dev.carillon.server.platform.database.StalePlanException;
import dev.carillon.server.platform.http.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What can be done with relations and with the members of collections. None of it is an event. */
public record Relations(Changes changes, Assets assets, InstantSource clock) {

  private static final int MEMBERS_MAX = 1_000;

  /** At most so many relations are changed in one transaction. */
  private static final int BATCH_MAX = 200;

  /** Where clients keep the place of a member in its collection. */
  private static final String PLACE = "position";

  private static final double LAST = Double.POSITIVE_INFINITY;

  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  /**
   * Relates two assets, of which the user must see both and may edit the first. Where they are
   * related in that way already, only what is said about their relation changes.
   *
   * @throws Problem 400 where both are the same, 404 where one is not there, 403 where the first
   *     may not be edited, 409 where they are related in another way
   */
  void create(
      Relation.Type type,
      String target1,
      String target2,
      RelationEdits edits,
      UserPermissions permissions) {
    String user = permissions.username();
    if (target1.equals(target2)) {
      throw Problem.badField("target2Id", target2, "another asset than 'target1Id'");
    }
    AssetPermissions.require(permissions, assets.get(target1), Permission.EDIT_METADATA);
    AssetPermissions.require(permissions, assets.get(target2), Permission.VIEW);
    changes.<Boolean>commit(
        reads -> {
          List<String> there = reads.read(c -> RelationStore.assets(c, List.of(target1, target2)));
          for (String id : List.of(target1, target2)) {
            if (!there.contains(id)) {
              throw Problem.notFound("asset", id);
            }
          }
          List<Relation> present =
              reads.read(c -> RelationStore.among(c, target1, List.of(target2)));
          if (present.isEmpty()) {
            JsonNode metadata = edits.applyTo(NOTHING);
            return written(
                List.of(new Relation(Ids.random(), type, target1, target2, metadata, user, user)),
                true);
          }
          if (present.getFirst().same(type, target1, target2)) {
            return said(present.getFirst(), edits, user);
          }
          throw Problem.conflict(
              "The assets are already related: '%s', relation '%s'"
                  .formatted(present.getFirst().type().word(), present.getFirst().id()));
        });
  }

  /** Ends relations. Those that are not there or that the user may not end count as errors. */
  BulkResult remove(List<String> ids, UserPermissions permissions) {
    return inBatches(
        ids,
        batch ->
            changes.commit(
                reads -> {
                  List<String> known = permitted(reads, batch, permissions);
                  return ended(known, new BulkResult(known.size(), batch.size() - known.size()));
                }));
  }

  /**
   * Puts assets that the user sees into a collection. Those that are in it already need no change;
   * those that are not there, or are related to it in another way, count as errors.
   *
   * @throws Problem 400 where it is no collection, 404 where it is not there, 403 where the user
   *     may not edit it
   */
  BulkResult add(String collectionId, List<String> childIds, UserPermissions permissions) {
    requireCollection(collectionId, permissions);
    return inBatches(
        childIds,
        batch -> changes.commit(reads -> additions(reads, collectionId, batch, permissions)));
  }

  private PlannedChange<BulkResult> additions(
      CommittedReads reads, String collectionId, List<String> batch, UserPermissions permissions) {
    Set<String> there = new HashSet<>();
    AssetPermissions.seen(permissions, assets.list(batch)).forEach(asset -> there.add(asset.id()));
    there.remove(collectionId);
    boolean gone = reads.read(c -> RelationStore.assets(c, List.of(collectionId))).isEmpty();
    Map<String, Relation> present = members(reads, collectionId, batch);
    List<Relation> made = new ArrayList<>();
    int done = 0;
    for (String child : batch) {
      Relation already = present.get(child);
      if (!there.contains(child)) {
        continue;
      }
      if (already != null) {
        done += already.contains(collectionId, child) ? 1 : 0;
      } else if (!gone) {
        made.add(
            new Relation(
                Ids.random(),
                Relation.Type.CONTAINS,
                collectionId,
                child,
                NOTHING,
                permissions.username(),
                permissions.username()));
        done++;
      }
    }
    return written(made, new BulkResult(done, batch.size() - done));
  }

  /**
   * Takes assets out of a collection. Those that are not in it count as errors.
   *
   * @throws Problem as {@link #add}
   */
  BulkResult takeOut(String collectionId, List<String> childIds, UserPermissions permissions) {
    requireCollection(collectionId, permissions);
    return inBatches(
        childIds,
        batch ->
            changes.commit(
                reads -> {
                  Map<String, Relation> present = members(reads, collectionId, batch);
                  List<String> ended =
                      seen(permissions, batch, Permission.VIEW).stream()
                          .flatMap(
                              child ->
                                  Stream.ofNullable(present.get(child))
                                      .filter(it -> it.contains(collectionId, child)))
                          .map(Relation::id)
                          .toList();
                  return ended(ended, new BulkResult(ended.size(), batch.size() - ended.size()));
                }));
  }

  /**
   * The ids of the first assets that a container holds: those with a place in its order by that,
   * then the others in the order in which they came.
   */
  public List<String> members(String containerId) {
    List<String> ids = members(containerId, MEMBERS_MAX);
    Map<String, Double> places = new HashMap<>();
    for (int from = 0; from < ids.size(); from += BATCH_MAX) {
      List<String> batch = ids.subList(from, Math.min(from + BATCH_MAX, ids.size()));
      changes
          .read(c -> RelationStore.among(c, containerId, batch))
          .forEach(one -> places.put(one.other(containerId), place(one)));
    }
    return ids.stream().sorted(Comparator.comparing(id -> places.getOrDefault(id, LAST))).toList();
  }

  private static double place(Relation relation) {
    return relation.metadata().path(PLACE).asDouble(LAST);
  }

  private List<String> members(String containerId, int limit) {
    return changes.read(
        c -> RelationStore.children(c, containerId, List.of(Relation.Type.CONTAINS), limit));
  }

  /** The first assets that a container holds, in the order in which they came. */
  public List<Asset> firstChildren(String containerId, int limit) {
    return assets.list(members(containerId, limit));
  }

  private static BulkResult inBatches(List<String> ids, Function<List<String>, BulkResult> work) {
    int processed = 0;
    int errors = 0;
    for (int from = 0; from < ids.size(); from += BATCH_MAX) {
      BulkResult counts = work.apply(ids.subList(from, Math.min(from + BATCH_MAX, ids.size())));
      processed += counts.processedCount();
      errors += counts.errorCount();
    }
    return new BulkResult(processed, errors);
  }

  /** The relations whose both ends the user sees and whose first the user may edit. */
  private List<String> permitted(
      CommittedReads reads, List<String> ids, UserPermissions permissions) {
    List<Relation> relations = reads.read(c -> RelationStore.known(c, ids));
    List<String> first =
        seen(
            permissions,
            relations.stream().map(Relation::target1).toList(),
            Permission.EDIT_METADATA);
    List<String> other =
        seen(permissions, relations.stream().map(Relation::target2).toList(), Permission.VIEW);
    return relations.stream()
        .filter(one -> first.contains(one.target1()) && other.contains(one.target2()))
        .map(Relation::id)
        .toList();
  }

  private List<String> seen(UserPermissions permissions, List<String> ids, Permission permission) {
    return assets.list(ids.stream().distinct().toList()).stream()
        .filter(asset -> AssetPermissions.permits(permissions, asset, permission))
        .map(Asset::id)
        .toList();
  }

  private void requireCollection(String id, UserPermissions permissions) {
    Asset collection =
        AssetPermissions.require(permissions, assets.get(id), Permission.EDIT_METADATA);
    if (!collection.metadata().text("assetDomain").equals("container")) {
      throw Problem.badField("collectionId", id, "the id of a collection");
    }
  }

  private static Map<String, Relation> members(
      CommittedReads reads, String collectionId, List<String> batch) {
    Map<String, Relation> members = new HashMap<>();
    reads
        .read(c -> RelationStore.among(c, collectionId, batch))
        .forEach(relation -> members.put(relation.other(collectionId), relation));
    return members;
  }

  private <T> PlannedChange<T> written(List<Relation> made, T result) {
    long now = clock.millis();
    return PlannedChange.silent(
        connection -> {
          for (Relation relation : made) {
            RelationStore.insert(connection, relation, now);
          }
          return result;
        });
  }

  private PlannedChange<Boolean> said(Relation before, RelationEdits edits, String user) {
    JsonNode metadata = edits.applyTo(before.metadata());
    long now = clock.millis();
    return PlannedChange.silent(
        connection -> {
          if (!metadata.equals(before.metadata())) {
            RelationStore.update(connection, before, before.with(metadata, user), now);
          }
          return true;
        });
  }

  private static <T> PlannedChange<T> ended(List<String> ids, T result) {
    return PlannedChange.silent(
        connection -> {
          if (!ids.isEmpty() && RelationStore.delete(connection, ids) != ids.size()) {
            throw new StalePlanException();
          }
          return result;
        });
  }
}
