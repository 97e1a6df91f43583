package dev.carillon.server.platform.audit;

import dev.carillon.server.platform.http.AuditedCall;
import dev.carillon.server.platform.http.Routes.Route;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** What calls are called in the log, and which of them are too many to be waited for. */
final class ActionNames {

  /**
   * What people and programs do with assets all day. Their entries are gathered, not waited for;
   * every other operation is administration.
   */
  static final Set<String> CONTENT =
      Set.of(
          "createAsset",
          "createAssetByGet",
          "updateAsset",
          "updateAssetByGet",
          "updateAssets",
          "updateAssetsByGet",
          "checkOut",
          "checkOutByGet",
          "undoCheckOut",
          "undoCheckOutByGet",
          "promoteVersion",
          "promoteVersionByGet",
          "logUsage",
          "logUsageByGet",
          "createRelation",
          "createRelationByGet",
          "removeRelations",
          "removeRelationsByGet",
          "addToCollection",
          "addToCollectionByGet",
          "removeFromCollection",
          "removeFromCollectionByGet",
          "move",
          "moveByGet",
          "copy",
          "copyByGet",
          "remove",
          "removeByGet",
          "createFolders",
          "createFoldersByGet",
          "createFolder",
          "updateFolder",
          "createAssetResource",
          "uploadOriginal",
          "uploadOriginalByPost",
          "sendRendition",
          "sendRenditionByPut",
          "sendNamedRendition",
          "sendNamedRenditionByPut",
          "failRendition",
          "sendToShare",
          "reviewSharedAsset");

  private final BiFunction<Route, String, String> operationId;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  /**
   * Names them.
   *
   * @param operationId of a route and a method, as the API's description has it; empty = none
   */
  ActionNames(BiFunction<Route, String, String> operationId) {
    this.operationId = operationId;
  }

  /** The operation's id, or else method and path. */
  String name(AuditedCall call) {
    String key = call.method() + " " + call.route().path();
    return known.computeIfAbsent(
        key,
        name -> {
          String id = operationId.apply(call.route(), call.method());
          return id.isEmpty() ? name : id;
        });
  }

  /** Whether the caller waits until its entry is durable. */
  static boolean administrative(String action) {
    return !CONTENT.contains(action);
  }
}
