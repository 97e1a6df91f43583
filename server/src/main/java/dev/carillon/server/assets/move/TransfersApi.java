package dev.carillon.server.assets.move;

import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.bulk.AssetSelection;
import dev.carillon.server.assets.bulk.Bulk;
import dev.carillon.server.assets.bulk.BulkRemoval;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The calls that move, copy and remove assets and folders. */
public record TransfersApi(
    Transfers transfers,
    BulkRemoval removals,
    AssetSelection queries,
    Bulk bulk,
    AssetPermissions assetPermissions) {

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .service(
            "/services/move",
            Effect.CHANGES,
            RouteAccess.USER,
            call -> transfer(call, Transfer.Kind.MOVE))
        .service(
            "/services/copy",
            Effect.CHANGES,
            RouteAccess.USER,
            call -> transfer(call, Transfer.Kind.COPY))
        .service("/services/remove", Effect.CHANGES, RouteAccess.USER, this::remove);
  }

  private Response transfer(Call call, Transfer.Kind kind) {
    Params params = call.params();
    TreePath source = TreePath.parse("source", params.required("source"));
    TreePath target = TreePath.parse("target", params.required("target"));
    Transfer.Policies policies =
        new Transfer.Policies(
            choice(params, "folderReplacePolicy", Transfer.FolderPolicy.AUTO_RENAME),
            choice(params, "fileReplacePolicy", Transfer.FilePolicy.AUTO_RENAME));
    Transfer.Scope scope =
        new Transfer.Scope(
            params.text("filterQuery").orElse(""), params.flag("flattenFolders", false));
    Bulk.requireValidAsync(call);
    Transfer transfer = new Transfer(kind, source, target, policies, scope);
    List<String> wanted = scope.query().isEmpty() ? List.of() : queries.all(call, scope.query());
    String user = call.caller().username();
    return bulk.answer(call, () -> transfers.begin(transfer, wanted, user));
  }

  private Response remove(Call call) {
    Params params = call.params();
    Bulk.requireValidAsync(call);
    Optional<String> q = params.text("q");
    Optional<String> ids = params.list("ids").or(() -> params.text("id"));
    if (q.isPresent()) {
      return remove(call, "", queries.all(call, q.get()));
    }
    if (ids.isPresent()) {
      List<String> named = Params.split(ids.get());
      if (named.isEmpty()) {
        throw Problem.badField("ids", ids.get(), "ids, separated by commas");
      }
      return remove(call, "", named);
    }
    TreePath folder =
        TreePath.parse(
            "folderPath",
            params
                .text("folderPath")
                .orElseThrow(
                    () -> Problem.badRequest("One of 'q', 'ids' and 'folderPath' is required")));
    return remove(call, folder.text(), removals.within(folder, assetPermissions.of(call)));
  }

  private Response remove(Call call, String folder, List<String> ids) {
    return bulk.answer(call, removals, Bulk.job(call, removals, folder, ids));
  }

  private static <E extends Enum<E>> E choice(Params params, String name, E absent) {
    Optional<String> given = params.text(name);
    if (given.isEmpty()) {
      return absent;
    }
    E[] all = absent.getDeclaringClass().getEnumConstants();
    return Arrays.stream(all)
        .filter(policy -> policy.name().equals(given.get()))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.badField(
                    name,
                    given.get(),
                    Arrays.stream(all).map(Enum::name).collect(Collectors.joining(", "))));
  }
}
