package dev.carillon.server.assets.comment;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/assets/{id}/comments}: a user who sees an asset reads its comments and writes some. A
 * change is noted in the audit log as one of the asset, without the text.
 */
public record CommentsApi(Comments comments, Assets assets, AssetPermissions permissions) {

  private static final String PATH = "/api/assets";
  private static final String TEXT = "text";
  private static final int TEXT_MAX = 10_000;
  private static final int PAGE = 50;
  private static final int PAGE_MAX = 100;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group(PATH, RouteAccess.USER)
        .get("/{id}/comments", this::list)
        .post("/{id}/comments", this::create)
        .get("/{id}/comments/{comment}", this::get)
        .put("/{id}/comments/{comment}", this::update)
        .delete("/{id}/comments/{comment}", this::remove);
  }

  /** The newest page first, each page in the order of a conversation. */
  private Response list(Call call) {
    Asset asset = asset(call);
    int limit = call.params().number(Paging.LIMIT, PAGE, 1, PAGE_MAX);
    List<Comment> found = comments.before(asset.id(), before(call.params()), limit + 1);
    List<Comment> shown = found.subList(0, Math.min(limit, found.size()));
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put(
        "items", shown.reversed().stream().map(comment -> json(comment, call.caller())).toList());
    page.put(
        "next",
        found.size() > limit ? String.valueOf(shown.getLast().createdAt().toEpochMilli()) : null);
    page.put("count", comments.count(asset.id()));
    return Response.json(page);
  }

  private Response create(Call call) {
    Asset asset = asset(call);
    Comment made = comments.add(asset.id(), text(JsonFields.of(call)), call.caller());
    note(asset).changed(Map.of(), noted(made));
    return new Response.Json(
        201,
        json(made, call.caller()),
        Map.of("Location", PATH + "/" + asset.id() + "/comments/" + made.id()));
  }

  private Response get(Call call) {
    return Response.json(json(comments.get(asset(call).id(), comment(call)), call.caller()));
  }

  private Response update(Call call) {
    Asset asset = asset(call);
    String id = comment(call);
    String text = text(JsonFields.of(call));
    Comment before = comments.get(asset.id(), id);
    Comment after = comments.edit(asset.id(), id, text, call.caller());
    note(asset).changed(noted(before), noted(after));
    return Response.json(json(after, call.caller()));
  }

  private Response remove(Call call) {
    Asset asset = asset(call);
    note(asset).changed(noted(comments.remove(asset.id(), comment(call), call.caller())), Map.of());
    return Response.noContent();
  }

  private Asset asset(Call call) {
    return permissions.require(call, assets.get(call.variable("id")), Permission.VIEW);
  }

  private static String comment(Call call) {
    String id = call.variable("comment");
    if (!Ids.valid(id)) {
      throw Problem.notFound("comment", id);
    }
    return id;
  }

  private static long before(Params params) {
    String cursor = params.text(Paging.CURSOR).orElse("");
    if (cursor.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (!cursor.matches("[1-9][0-9]{0,17}")) {
      throw Paging.wrongCursor(cursor);
    }
    return Long.parseLong(cursor);
  }

  private static String text(JsonFields body) {
    String text = body.required(TEXT).replace("\r\n", "\n").replace('\r', '\n').strip();
    if (text.length() > TEXT_MAX
        || text.codePoints().anyMatch(CommentsApi::control)
        || text.codePoints().noneMatch(CommentsApi::visible)) {
      throw body.wrong(
          TEXT,
          "plain text of 1 to %,d characters, without control characters but line feeds and tabs"
              .formatted(TEXT_MAX));
    }
    return text;
  }

  private static boolean control(int character) {
    return Character.isISOControl(character) && character != '\n' && character != '\t';
  }

  private static boolean visible(int character) {
    return !Character.isWhitespace(character)
        && !Character.isSpaceChar(character)
        && Character.getType(character) != Character.FORMAT;
  }

  private static AuditNote note(Asset asset) {
    return AuditNote.current().about("asset", asset.id(), asset.filename());
  }

  /** Without the text: what is removed must not stay in a log that none can change. */
  private static Map<String, Object> noted(Comment comment) {
    Map<String, Object> noted = new LinkedHashMap<>();
    noted.put("id", comment.id());
    noted.put("author", comment.author());
    noted.put("characters", comment.text().length());
    Comment.Edit edit = comment.edit();
    if (edit != null) {
      noted.put("editedAt", TimeText.text(edit.at()));
    }
    return Map.of("comment", noted);
  }

  private static Map<String, @Nullable Object> json(Comment comment, Caller caller) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", comment.id());
    json.put("assetId", comment.assetId());
    json.put("author", comment.author());
    json.put("own", comment.writtenBy(caller.username()));
    json.put(TEXT, comment.text());
    json.put("createdAt", TimeText.text(comment.createdAt()));
    Comment.Edit edit = comment.edit();
    json.put("editedAt", edit == null ? null : TimeText.text(edit.at()));
    json.put("editedBy", edit == null ? null : edit.by());
    return json;
  }
}
