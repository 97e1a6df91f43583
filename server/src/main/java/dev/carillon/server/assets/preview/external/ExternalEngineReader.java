package dev.carillon.server.assets.preview.external;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads external engines from JSON bodies. What a body does not name stays as it is. */
record ExternalEngineReader(UrlRule urls) {

  private static final int NAME_MAX = 100;
  private static final int URL_MAX = 2_000;
  private static final int TYPES_MAX = 200;
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9_-]{1,20}");

  /**
   * The engine that a body makes of one.
   *
   * @param whole whether the body must name all that an engine needs
   * @throws Problem 400
   */
  ExternalEngine read(JsonNode body, ExternalEngine before, boolean whole) {
    ExternalEngine engine =
        new ExternalEngine(
            before.id(),
            name(body, before),
            url(body, "url", before.url()),
            url(body, "thumbnailUrl", before.thumbnailUrl()),
            types(body, before.assetTypes()),
            renditions(body, before.renditions()),
            flag(body, "enabled", before.enabled()),
            flag(body, "returnStorageInfo", before.returnStorageInfo()));
    if (engine.name().isEmpty()) {
      throw Problem.missing("name");
    }
    if (engine.url().isEmpty()) {
      throw Problem.missing("url");
    }
    if (engine.assetTypes().isEmpty()) {
      throw whole && !given(body, "assetTypes")
          ? Problem.missing("assetTypes")
          : Problem.badField("assetTypes", "[]", "extensions of files, such as [\"psd\"]");
    }
    return engine;
  }

  private static String name(JsonNode body, ExternalEngine before) {
    if (!given(body, "name")) {
      return before.name();
    }
    return new JsonField("name", body.path("name")).filledText(NAME_MAX).strip();
  }

  private String url(JsonNode body, String field, String before) {
    if (!body.has(field)) {
      return before;
    }
    String url = new JsonField(field, body.path(field)).text(URL_MAX).strip();
    if (!url.isEmpty() && !url.equals(before)) {
      urls.check(field, url);
    }
    return url;
  }

  private static List<String> types(JsonNode body, List<String> before) {
    if (!given(body, "assetTypes")) {
      return before;
    }
    Set<String> types = new LinkedHashSet<>();
    for (String each : texts(body, "assetTypes")) {
      String type = each.strip().toLowerCase(Locale.ROOT);
      type = type.startsWith(".") ? type.substring(1) : type;
      if (!EXTENSION.matcher(type).matches()) {
        throw Problem.badField(
            "assetTypes", each, "extensions of files, each of 1 to 20 letters and digits: psd");
      }
      types.add(type);
    }
    return List.copyOf(types);
  }

  private static List<RenditionName> renditions(JsonNode body, List<RenditionName> before) {
    if (!body.has("renditions")) {
      return before;
    }
    Set<RenditionName> names = new LinkedHashSet<>();
    for (String each : texts(body, "renditions")) {
      names.add(
          RenditionName.of(each)
              .orElseThrow(
                  () ->
                      Problem.badField(
                          "renditions", each, "preview or thumbnail; an empty list means both")));
    }
    if (!names.isEmpty() && !names.contains(RenditionName.PREVIEW)) {
      throw Problem.badField(
          "renditions",
          "thumbnail",
          "a list that contains preview, or an empty list: a thumbnail can be made"
              + " from a preview, but not a preview from a thumbnail");
    }
    return List.copyOf(names);
  }

  private static boolean flag(JsonNode body, String field, boolean before) {
    return new JsonField(field, body.path(field)).flag(before);
  }

  private static List<String> texts(JsonNode body, String field) {
    return new JsonField(field, body.path(field))
        .elements(TYPES_MAX).stream().map(each -> each.text(NAME_MAX)).toList();
  }

  private static boolean given(JsonNode body, String field) {
    return body.hasNonNull(field);
  }
}
