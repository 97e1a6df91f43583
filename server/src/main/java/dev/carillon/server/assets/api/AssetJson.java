package dev.carillon.server.assets.api;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetVersion;
import dev.carillon.server.assets.content.FileUrls;
import dev.carillon.server.assets.field.FieldJson;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.SeenFolders;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Shows assets as the API does.
 *
 * @param text the words of an asset's file
 */
public record AssetJson(
    FieldJson fields,
    FileUrls urls,
    AssetPermissions assetPermissions,
    Function<Asset, String> text) {

  /** Each of them is looked up for each hit. */
  private static final int NAMES_MAX = 1_000;

  /** The name under which the words of an asset's file are shown. */
  public static final String TEXT = "textContent";

  /** Domains of files that have pages, of which a preview shows the first. */
  private static final Set<String> PAGED = Set.of("pdf", "presentation");

  /** The asset with the fields that the call's {@code metadataToReturn} names. */
  public Map<String, Object> hit(Call call, Asset asset) {
    return hit(
        call, asset, wanted("metadataToReturn", call.params().list("metadataToReturn").orElse("")));
  }

  /** The asset with these fields; none named = all. */
  public Map<String, Object> hit(Call call, Asset asset, List<String> wanted) {
    return hit(call, asset, wanted, assetPermissions.at(call, asset));
  }

  /**
   * As {@link #hit(Call, Asset)}, of an asset that the call has just made or given a new file: with
   * the words of the file too, where all fields or {@code textContent} are asked for.
   */
  public Map<String, Object> changed(Call call, Asset asset) {
    return changed(
        call, asset, wanted("metadataToReturn", call.params().list("metadataToReturn").orElse("")));
  }

  /** The same with these fields; none named = all, of which the words of its file are one. */
  public Map<String, Object> changed(Call call, Asset asset, List<String> wanted) {
    Map<String, Object> hit = hit(call, asset, wanted);
    boolean asked = wanted.isEmpty() || wanted.contains("all") || wanted.contains(TEXT);
    if (asked) {
      addWords(call, asset, hit);
    }
    return hit;
  }

  /** Adds the words of the asset's file to what is shown of it. */
  public void addWords(Call call, Asset asset, Map<String, Object> hit) {
    String words = words(call, asset);
    if (!words.isEmpty() && hit.get("metadata") instanceof Map<?, ?> metadata) {
      Map<Object, Object> all = new LinkedHashMap<>(metadata);
      all.put(TEXT, words);
      hit.put("metadata", all);
    }
  }

  /** The words of a file, for who may see what it looks like, or have it; else none. */
  public String words(Call call, Asset asset) {
    return assetPermissions.at(call, asset).reads() ? text.apply(asset) : "";
  }

  private Map<String, Object> hit(
      Call call, Asset asset, List<String> wanted, Permissions permissions) {
    Map<String, Object> hit = new LinkedHashMap<>();
    hit.put("id", asset.id());
    hit.put("permissions", permissions.tenPlaces());
    hit.put(
        "metadata",
        wanted.isEmpty() || wanted.contains("all")
            ? fields.all(asset.metadata())
            : fields.some(asset.metadata().with("id", asset.id()), wanted));
    hit.put("highlightedText", "");
    addUrls(hit, call, asset, permissions);
    return hit;
  }

  /**
   * The asset as it was in one of its versions; what may be done is up to where it is now.
   *
   * @param folders which folders the caller sees of those that versions were in
   */
  public Map<String, Object> version(
      Call call, Asset now, AssetVersion version, SeenFolders folders) {
    Permissions permissions = assetPermissions.at(call, now);
    Asset then = version.orAs(now).asset();
    boolean seen = folders.show(then.path(), assetPermissions.of(call));
    Asset asset = seen ? then : then.placedAs(now);
    Map<String, Object> hit = hit(call, asset, List.of(), permissions);
    hit.keySet().removeAll(List.of("previewUrl", "thumbnailUrl"));
    hit.computeIfPresent(
        "originalUrl",
        (key, url) ->
            call.baseUrl()
                + "/version/"
                + asset.id()
                + "/"
                + version.number()
                + "/"
                + FileUrls.encoded(asset.filename()));
    return hit;
  }

  private void addUrls(Map<String, Object> hit, Call call, Asset asset, Permissions permissions) {
    boolean secret = call.params().flag("appendRequestSecret", false);
    FileUrls.Link link = link(call, asset, secret ? FileUrls.SECRET_VALID : Duration.ZERO);
    if (permissions.permits(Permission.USE_ORIGINAL)) {
      hit.put("originalUrl", urls.original(link));
    }
    boolean made = asset.previewIs(PreviewState.MADE);
    if (made && permissions.permits(Permission.PREVIEW)) {
      hit.put("previewUrl", urls.preview(link));
    }
    if (made && permissions.permits(Permission.VIEW)) {
      hit.put("thumbnailUrl", urls.thumbnail(link));
    }
  }

  /** A URL of one of the asset's files that works by itself, for some time. */
  public String signedUrl(
      Call call, Asset asset, Duration validFor, BiFunction<FileUrls, FileUrls.Link, String> file) {
    return file.apply(urls, link(call, asset, validFor));
  }

  private static FileUrls.Link link(Call call, Asset asset, Duration secretFor) {
    return new FileUrls.Link(
        call.baseUrl(),
        asset.id(),
        new FileUrls.Name(
            asset.filename(),
            asset.metadata().text("baseName"),
            PAGED.contains(asset.metadata().text("assetDomain"))),
        asset.version(),
        secretFor,
        call.caller().username());
  }

  /**
   * The names in a comma list, each once.
   *
   * @param field where it was given, for the message
   * @throws Problem 400 where there are more than the limit
   */
  public static List<String> wanted(String field, String list) {
    return wanted(field, Arrays.stream(list.split(",")));
  }

  /** The fields that a list names, whose items are apart already. */
  public static List<String> wanted(String field, Stream<String> items) {
    List<String> names = items.map(String::strip).filter(f -> !f.isEmpty()).distinct().toList();
    if (names.size() > NAMES_MAX) {
      throw Problem.badRequest(
          "'" + field + "' names " + names.size() + " items; at most " + NAMES_MAX);
    }
    return names;
  }
}
