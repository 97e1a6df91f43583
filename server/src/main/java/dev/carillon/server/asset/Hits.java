package dev.carillon.server.asset;

import dev.carillon.server.field.FieldJson;
import dev.carillon.server.http.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows assets as the API does. */
public final class Hits {

  private final FieldJson fields;

  Hits(FieldJson fields) {
    this.fields = fields;
  }

  /** The asset with the fields that the call's {@code metadataToReturn} names. */
  public Map<String, Object> hit(Call call, Asset asset) {
    return hit(call, asset, wanted(call.params().text("metadataToReturn").orElse("")));
  }

  /** The asset with these fields; none named = all. */
  public Map<String, Object> hit(Call call, Asset asset, List<String> wanted) {
    String permissions = Permissions.of(call.caller(), asset);
    Map<String, Object> hit = new LinkedHashMap<>();
    hit.put("id", asset.id());
    hit.put("permissions", permissions);
    hit.put(
        "metadata",
        wanted.isEmpty() || wanted.contains("all")
            ? fields.all(asset.metadata())
            : fields.some(asset.metadata(), wanted));
    hit.put("highlightedText", "");
    if (Permissions.grants(permissions, 'U')) {
      hit.put("originalUrl", originalUrl(call.baseUrl(), asset));
    }
    return hit;
  }

  /** The asset as it was in one of its versions. */
  public Map<String, Object> version(Call call, Asset asset, long version) {
    Map<String, Object> hit = hit(call, asset, List.of());
    hit.keySet().removeAll(List.of("previewUrl", "thumbnailUrl"));
    hit.computeIfPresent(
        "originalUrl",
        (key, url) ->
            call.baseUrl() + "/version/" + asset.id() + "/" + version + "/" + encoded(asset));
    return hit;
  }

  /** The names in a comma list. */
  public static List<String> wanted(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).filter(f -> !f.isEmpty()).toList();
  }

  private static String originalUrl(String baseUrl, Asset asset) {
    return baseUrl + "/file/" + asset.id() + "/*/" + encoded(asset) + "?_=" + asset.version();
  }

  private static String encoded(Asset asset) {
    return URLEncoder.encode(asset.filename(), StandardCharsets.UTF_8).replace("+", "%20");
  }
}
