package dev.carillon.server.assets.folder;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The calls about folders. */
public record FoldersApi(Folders folders, PermissionSource permissionSource) {

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes.service(
        "/services/createFolder", Routes.Effect.CHANGES, RouteAccess.USER, this::createFolder);
  }

  /** Answers for each path what became of it. One that cannot be made does not stop the others. */
  private Response createFolder(Call call) {
    List<String> paths =
        call.params().all("path").stream().filter(path -> !path.isEmpty()).distinct().toList();
    if (paths.isEmpty()) {
      throw Problem.missing("path");
    }
    Map<String, String> answers = new LinkedHashMap<>();
    for (String path : paths) {
      answers.put(path, outcome(path, permissionSource.of(call)));
    }
    return Response.json(answers);
  }

  private String outcome(String path, UserPermissions permissions) {
    try {
      return folders.create(TreePath.parse("path", path), permissions).isEmpty()
          ? "already exists"
          : "created";
    } catch (Problem problem) {
      return problem.message();
    }
  }
}
