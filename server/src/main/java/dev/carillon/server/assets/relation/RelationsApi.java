package dev.carillon.server.assets.relation;

import dev.carillon.server.assets.api.FieldTarget;
import dev.carillon.server.assets.api.MetadataParams;
import dev.carillon.server.assets.api.RequestedFields;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.List;

/** The calls about relations and collections. */
public record RelationsApi(
    Relations relations, MetadataParams metadata, AssetPermissions assetPermissions) {

  /** Other words for a type seen from its child. */
  private static final String CONTAINED_BY = "contained-by";

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .service("/services/createRelation", Effect.CHANGES, RouteAccess.USER, this::create)
        .service("/services/removeRelation", Effect.CHANGES, RouteAccess.USER, this::remove)
        .service("/services/collection/add", Effect.CHANGES, RouteAccess.USER, this::add)
        .service("/services/collection/remove", Effect.CHANGES, RouteAccess.USER, this::takeOut);
  }

  private Response create(Call call) {
    String word = call.params().required("relationType");
    String target1 = call.params().required("target1Id");
    String target2 = call.params().required("target2Id");
    boolean reverse = word.equalsIgnoreCase(CONTAINED_BY);
    Relation.Type type =
        reverse
            ? Relation.Type.CONTAINS
            : Relation.Type.of(word)
                .orElseThrow(
                    () ->
                        Problem.badField(
                            "relationType", word, "one of " + Relation.Type.allowed()));
    RequestedFields given = metadata.given(call, FieldTarget.RELATION, false);
    relations.create(
        type,
        reverse ? target2 : target1,
        reverse ? target1 : target2,
        new RelationEdits(given),
        assetPermissions.of(call));
    return given.noted(Response.empty());
  }

  private Response remove(Call call) {
    return Response.json(relations.remove(ids(call, "relationIds"), assetPermissions.of(call)));
  }

  private Response add(Call call) {
    String collection = call.params().required("collectionId");
    return Response.json(
        relations.add(collection, ids(call, "childIds"), assetPermissions.of(call)));
  }

  private Response takeOut(Call call) {
    String collection = call.params().required("collectionId");
    return Response.json(
        relations.takeOut(collection, ids(call, "childIds"), assetPermissions.of(call)));
  }

  /** The ids in a comma list, each once; the parameter may come several times. */
  private static List<String> ids(Call call, String name) {
    List<String> ids = call.params().items(name);
    if (ids.isEmpty()) {
      throw Problem.missing(name);
    }
    return ids;
  }
}
