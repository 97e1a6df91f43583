package dev.carillon.server.assets.preview.external;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads external engines from JSON bodies. What a body does not name stays as it is. */
final class EngineReader {

  private static final int NAME_MAX = 100;
  private static final int URL_MAX = 2_000;
  private static final int TYPES_MAX = 200;
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9_-]{1,20}");

  private final UrlRule urls;

  EngineReader(UrlRule urls) {
    this.urls = urls;
  }

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
    String name = text(body.path("name"), "name", NAME_MAX).strip();
    if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badField("name", name, "a text on one line that is not blank");
    }
    return name;
  }

  private String url(JsonNode body, String field, String before) {
    if (!body.has(field)) {
      return before;
    }
    String url = body.path(field).isNull() ? "" : text(body.path(field), field, URL_MAX).strip();
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
    for (String each : texts(body.path("assetTypes"), "assetTypes")) {
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
    for (String each : texts(body.path("renditions"), "renditions")) {
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
          "a list with preview in it, or an empty one: a thumbnail can be made of a preview, but no"
              + " preview of a thumbnail");
    }
    return List.copyOf(names);
  }

  private static boolean flag(JsonNode body, String field, boolean before) {
    if (!given(body, field)) {
      return before;
    }
    if (!body.path(field).isBoolean()) {
      throw Problem.badField(field, body.path(field).toString(), "true or false");
    }
    return body.path(field).booleanValue();
  }

  private static List<String> texts(JsonNode value, String field) {
    if (value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > TYPES_MAX) {
      throw Problem.badField(
          field, value.toString(), "an array of at most " + TYPES_MAX + " texts");
    }
    List<String> texts = new ArrayList<>();
    value.forEach(each -> texts.add(text(each, field, NAME_MAX)));
    return texts;
  }

  private static String text(JsonNode value, String field, int max) {
    if (!value.isTextual() || value.textValue().length() > max) {
      throw Problem.badField(field, value.toString(), "a text of at most " + max + " characters");
    }
    return value.textValue();
  }

  private static boolean given(JsonNode body, String field) {
    return body.hasNonNull(field);
  }
}
