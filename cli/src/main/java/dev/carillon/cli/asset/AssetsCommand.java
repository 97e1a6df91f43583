package dev.carillon.cli.asset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.Confirmation;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.Destination;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.ProgressBar;
import dev.carillon.cli.terminal.Screen;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon assets}; each method is a command. */
@Command(
    name = "assets",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon assets upload --folder '/Demo Zone' picture.jpg%n",
    description = "Uploads, finds, changes, downloads, removes and restores assets.")
public final class AssetsCommand {

  @Command(
      name = "upload",
      headerHeading =
          "Example: carillon assets upload --folder '/Demo Zone' --set status=New *.jpg%n",
      description =
          "Uploads files. Those of 16 MB or more are sent in parts, and continue after a lost"
              + " connection or a restart of the server. Exits with 1 if the server rejects one"
              + " of them.")
  int upload(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--folder",
              paramLabel = "PATH",
              required = true,
              description = "The folder to upload to.")
          String folder,
      @Option(
              names = "--set",
              paramLabel = "FIELD=VALUE",
              description = "Sets a metadata field; repeatable.")
          List<String> sets,
      @Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files) {
    Screen screen = remote.screen();
    ExitCode result = ExitCode.OK;
    for (Path file : files) {
      try {
        JsonNode hit = uploaded(FileUpload.of(file, folder, fields(sets)), remote);
        screen.show(hit, () -> row(hit));
      } catch (Failure refused) {
        if (refused.code() == ExitCode.UNAVAILABLE || refused.code() == ExitCode.AUTH) {
          throw refused;
        }
        screen.err().println("carillon: " + file + ": " + Screen.printable(refused.message()));
        screen.err().flush();
        result = files.size() == 1 ? refused.code() : ExitCode.FAILURE;
      }
    }
    return result.number();
  }

  private static JsonNode uploaded(FileUpload upload, RemoteOptions remote) {
    try (ProgressBar progress = ProgressBar.on(remote.screen(), "bytes")) {
      return upload.to(remote.server(), progress);
    }
  }

  @Command(
      name = "list",
      headerHeading = "Example: carillon assets list 'ancestorPaths:\"/Demo Zone\" status:Final'%n",
      description = "Lists the assets that match a query, or all assets.")
  void list(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "QUERY", arity = "0..1", defaultValue = "") String query,
      @Option(
              names = "--start",
              paramLabel = "N",
              defaultValue = "0",
              description = "Skips this many results (default: 0).")
          int start,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "The maximum number of results (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(
              names = "--sort",
              paramLabel = "FIELDS",
              defaultValue = "",
              description = "The sort order, such as status-asc,name-desc.")
          String sort) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("q", query);
    asked.put("start", String.valueOf(start));
    asked.put("num", String.valueOf(limit));
    asked.put("sort", sort);
    JsonNode found = remote.server().form("/services/search", asked);
    Listing listing =
        new Listing(remote.screen(), AssetsCommand::cells, "id", "path", "status", "modified");
    found.path("hits").forEach(listing::add);
    listing.end();
    remote.screen().say(found.path("totalHits").asText() + " found");
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon assets get 2n-UzMFgate9nAwg8zLXCs --output picture.jpg%n",
      description = "Shows an asset, or downloads its file.")
  void get(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              defaultValue = "",
              description = "Writes the asset's file to this file; - is standard output.")
          String output) {
    JsonNode hit = hit(remote.server(), id);
    if (output.isEmpty()) {
      remote.screen().show(hit, () -> Screen.facts(hit.path("metadata")));
      return;
    }
    String path = "/file/" + ServerClient.part(id) + "/*/file";
    long size = hit.path("metadata").path("fileSize").path("value").asLong();
    new Destination(output)
        .write(
            remote.screen(),
            "bytes",
            (out, progress) -> {
              try (InputStream content = remote.server().open(path, Map.of())) {
                progress.reading(content, size).transferTo(out);
              }
            });
  }

  @Command(
      name = "update",
      headerHeading = "Example: carillon assets update 2n-UzMFgate9nAwg8zLXCs --set status=Final%n",
      description = "Changes an asset's metadata.")
  void update(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--set",
              paramLabel = "FIELD=VALUE",
              required = true,
              description = "Sets a metadata field; repeatable. An empty value clears the field.")
          List<String> sets) {
    JsonNode hit =
        remote
            .server()
            .form("/services/update", Map.of("id", id, "metadata", fields(sets).toString()));
    remote.screen().show(hit, () -> row(hit));
  }

  @Command(
      name = "move",
      headerHeading = "Example: carillon assets move '/Demo Zone/a.jpg' '/Archive/a.jpg'%n",
      description = "Moves or renames an asset or a folder.")
  int move(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "SOURCE") String source,
      @Parameters(paramLabel = "TARGET") String target) {
    return counted(
        remote, remote.server().form("/services/move", Map.of("source", source, "target", target)));
  }

  @Command(
      name = "remove",
      headerHeading = "Example: carillon assets remove --yes 2n-UzMFgate9nAwg8zLXCs%n",
      description =
          "Removes assets. They stay in the trash for as many days as the property trashDays says.")
  int remove(
      @Mixin RemoteOptions remote,
      @Option(names = "--yes", description = "Does not ask for confirmation.") boolean yes,
      @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
    Confirmation.confirm(remote, yes, "Remove " + ids.size() + " assets?");
    return counted(
        remote, remote.server().form("/services/remove", Map.of("ids", String.join(",", ids))));
  }

  @Command(
      name = "trash",
      headerHeading = "Example: carillon assets trash --folder '/Demo Zone'%n",
      description = "Lists the assets in the trash, those that were removed last first.")
  void trash(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--folder",
              paramLabel = "PATH",
              defaultValue = "/",
              description = "Only assets that were in this folder, at any depth.")
          String folder,
      @Option(
              names = "--name",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Only assets whose names contain this text.")
          String name,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "The maximum number of results (default: ${DEFAULT-VALUE}).")
          int limit) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("folder", folder);
    asked.put("name", name);
    Listing listing =
        new Listing(
            remote.screen(),
            item -> Screen.texts(item, "id", "assetPath", "removedBy", "removedAt", "keptUntil"),
            "id",
            "path",
            "removed by",
            "removed",
            "kept until");
    boolean more = PagedList.each(remote.server(), "/api/trash", asked, limit, listing::add);
    listing.end();
    if (more) {
      remote.screen().say("There are more results; raise --limit or narrow the filter.");
    }
  }

  @Command(
      name = "restore",
      headerHeading = "Example: carillon assets restore 2n-UzMFgate9nAwg8zLXCs%n",
      description =
          "Restores assets from the trash. An asset whose place is taken gets another name. Exits"
              + " with 1 if one of them cannot be restored.")
  int restore(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID", arity = "1..100") List<String> ids) {
    JsonNode done =
        remote.server().send("POST", "/api/trash/restore", Map.of("ids", List.copyOf(ids)));
    Screen screen = remote.screen();
    done.path("restored")
        .forEach(
            asset ->
                screen.show(
                    asset, () -> String.join("  ", Screen.texts(asset, "id", "assetPath"))));
    for (JsonNode failed : done.path("failed")) {
      screen
          .err()
          .println(
              "carillon: "
                  + Screen.printable(failed.path("id").asText())
                  + ": "
                  + Screen.printable(failed.path("message").asText()));
      screen.err().flush();
    }
    return (done.path("failed").isEmpty() ? ExitCode.OK : ExitCode.FAILURE).number();
  }

  @Command(
      name = "comments",
      headerHeading = "Example: carillon assets comments 2n-UzMFgate9nAwg8zLXCs%n",
      description = "Lists the newest comments on an asset, the last one written at the end.")
  void comments(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "The maximum number of results, up to 100 (default: 50).")
          int limit) {
    JsonNode page = remote.server().get(commentsOf(id), Map.of("limit", String.valueOf(limit)));
    Listing listing =
        new Listing(
            remote.screen(), AssetsCommand::commentCells, "id", "written", "author", "text");
    page.path("items").forEach(listing::add);
    listing.end();
    remote.screen().say(page.path("count").asText() + " in all");
  }

  @Command(
      name = "comment",
      headerHeading = "Example: carillon assets comment 2n-UzMFgate9nAwg8zLXCs 'Too dark'%n",
      description = "Writes a comment on an asset.")
  void comment(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Parameters(paramLabel = "TEXT") String text) {
    JsonNode made =
        remote
            .server()
            .send("POST", commentsOf(id), JsonNodeFactory.instance.objectNode().put("text", text));
    remote.screen().show(made, () -> Screen.text(made.path("id")));
  }

  private static String commentsOf(String id) {
    return "/api/assets/" + ServerClient.part(id) + "/comments";
  }

  private static List<String> commentCells(JsonNode comment) {
    return Screen.texts(comment, "id", "createdAt", "author", "text");
  }

  private static int counted(RemoteOptions remote, JsonNode counts) {
    remote.screen().showFacts(counts);
    return (counts.path("errorCount").asInt() == 0 ? ExitCode.OK : ExitCode.FAILURE).number();
  }

  private static JsonNode hit(ServerClient server, String id) {
    JsonNode found =
        server.form("/services/search", Map.of("q", "id:\"" + id.replace("\"", "") + "\""));
    if (found.path("hits").isEmpty()) {
      throw new Failure(ExitCode.NOT_FOUND, "there is no asset with the id '" + id + "'");
    }
    return found.path("hits").get(0);
  }

  private static ObjectNode fields(List<String> sets) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String each : sets == null ? List.<String>of() : sets) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw new Failure(
            ExitCode.USAGE,
            "--set is '" + each + "', but must be FIELD=VALUE, such as status=Final");
      }
      fields.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return fields;
  }

  private static String row(JsonNode hit) {
    return String.join("  ", cells(hit).subList(0, 2));
  }

  private static List<String> cells(JsonNode hit) {
    JsonNode fields = hit.path("metadata");
    return List.of(
        Screen.text(hit.path("id")),
        Screen.text(fields.path("assetPath")),
        Screen.text(fields.path("status")),
        Screen.text(fields.path("assetModified").path("formatted")));
  }
}
