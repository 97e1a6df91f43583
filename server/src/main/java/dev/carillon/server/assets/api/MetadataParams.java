package dev.carillon.server.assets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.server.assets.asset.AssetLocation;
import dev.carillon.server.assets.field.BadValue;
import dev.carillon.server.assets.field.Coercion;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the values of fields from a request: from {@code metadata} parameters, each with a JSON
 * object, from one parameter for each field, from a JSON body, or from all of these together. A
 * name or value that cannot be used is an error or is named in the response.
 */
public record MetadataParams(LibraryFields fields, Coercion coercion) {

  private static final String METADATA = "metadata";
  private static final Pattern MEMBER =
      Pattern.compile("metadata\\[([^\\[\\]]+)\\](\\[[0-9]{0,9}\\])?");
  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  /**
   * Reads the fields that a call sets. Names that are no field become fields with {@link
   * #declareNewFields}, unless they are refused.
   *
   * @param modifications whether {@code -a, +b} removes and adds single values
   * @throws Problem 400 naming the field whose value is not allowed, or the name that cannot be a
   *     field; 403 naming the fields that the server keeps, unless the caller is a super user
   */
  public RequestedFields given(Call call, FieldTarget subject, boolean modifications) {
    return given(call, subject, modifications, () -> Metadata.EMPTY);
  }

  /**
   * The same; but the fields that only the server sets may be sent with their present values, since
   * clients send back all fields.
   *
   * @param now the values that its subject has, asked for only if needed
   */
  public RequestedFields given(
      Call call, FieldTarget subject, boolean modifications, Supplier<Metadata> now) {
    MetadataReader reading = new MetadataReader(fields, coercion, subject, modifications);
    read(reading, call.params(), call.json(), subject);
    return reading.end(superUser(call), now);
  }

  /**
   * The fields of a call whose body is among these parameters; other names mean nothing.
   *
   * @throws Problem as the others
   */
  public RequestedFields given(Call call, Params params, FieldTarget subject) {
    MetadataReader reading = new MetadataReader(fields, coercion, subject, false);
    read(reading, params, Optional.empty(), subject);
    return reading.end(superUser(call), () -> Metadata.EMPTY);
  }

  private static boolean superUser(Call call) {
    return call.knownCaller().map(Caller::superUser).orElse(false);
  }

  private static void read(
      MetadataReader reading, Params params, Optional<JsonNode> json, FieldTarget subject) {
    try {
      JsonNode body = json.filter(JsonNode::isObject).orElse(NOTHING);
      for (String name : params.names()) {
        if (!subject.hasParameter(name) && !cameFrom(body.path(name), params.all(name))) {
          reading.texts(name, params.all(name));
        }
      }
      members(params).forEach(reading::texts);
      for (Map.Entry<String, JsonNode> member : body.properties()) {
        if (!subject.hasParameter(member.getKey())) {
          reading.json(member.getKey(), member.getValue());
        }
      }
      for (JsonNode object : objects(params, json)) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
          reading.json(member.getKey(), member.getValue());
        }
      }
    } catch (BadValue bad) {
      throw Problem.badField(bad.field(), bad.value(), bad.allowed());
    }
  }

  /** Whether the request names fields that do not exist yet. */
  public boolean namesNewFields(RequestedFields given) {
    return fields.fresh(given.unknown());
  }

  /**
   * Creates the fields that the request names and that do not exist yet. It does so at once and for
   * good, whatever becomes of the asset. Call it before the asset is written, once the request is
   * known to be permitted.
   *
   * @throws Problem 400 naming those for which there is no room
   */
  public void declareNewFields(RequestedFields given) {
    if (!fields.keep(given.unknown())) {
      throw Problem.badRequest(
          MetadataReader.quoted(fields.notKept(given.unknown()))
              + " is not declared, and "
              + LibraryFields.UNDECLARED_MAX
              + " undeclared names are stored already, or would be: an administrator can"
              + " declare the field in config/fields.csv");
    }
  }

  /** Whether parameters are but what the body says, which is read with its types. */
  private static boolean cameFrom(JsonNode member, List<String> values) {
    return !member.isMissingNode()
        && (member.isArray() ? member.valueStream() : Stream.of(member))
            .filter(one -> one.isValueNode() && !one.isNull())
            .map(JsonNode::asText)
            .toList()
            .equals(values);
  }

  /**
   * Reads parameters such as {@code metadata[title]}: some languages write an object like this, and
   * a list in it as {@code metadata[tags][0]} or {@code metadata[tags][]}.
   *
   * @throws Problem 400 where one goes deeper
   */
  private static Map<String, List<String>> members(Params params) {
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (String name : params.names()) {
      if (name.startsWith(METADATA + "[")) {
        Matcher member = MEMBER.matcher(name);
        if (!member.matches()) {
          throw Problem.badRequest(
              "'"
                  + MetadataReader.shown(name)
                  + "' must be metadata[<field>], metadata[<field>][] or"
                  + " metadata[<field>][<number>]");
        }
        members
            .computeIfAbsent(member.group(1), field -> new ArrayList<>())
            .addAll(params.all(name));
      }
    }
    return members;
  }

  /** The path, folder and name that the call gives the asset. */
  public AssetLocation place(Call call) {
    return place(call.params(), call.json());
  }

  /** The path, folder and name in these parameters alone. */
  public AssetLocation place(Params params) {
    return place(params, Optional.empty());
  }

  private static AssetLocation place(Params params, Optional<JsonNode> json) {
    List<JsonNode> objects = new ArrayList<>(json.stream().toList());
    objects.addAll(objects(params, json));
    return new AssetLocation(
        said(params, objects, "assetPath"),
        said(params, objects, "folderPath"),
        said(params, objects, "filename"),
        said(params, objects, "name"));
  }

  private static String said(Params params, List<JsonNode> objects, String field) {
    Optional<String> given = params.text(field).or(() -> params.text(METADATA + "[" + field + "]"));
    if (given.isPresent() || objects.isEmpty()) {
      return given.orElse("");
    }
    return objects.stream()
        .map(object -> object.path(field))
        .map(node -> node.isObject() ? node.path("value") : node)
        .filter(value -> value.isValueNode() && !value.isNull())
        .map(JsonNode::asText)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  /**
   * The JSON objects of the {@code metadata} parameters, and of the body's {@code metadata}.
   * Languages with one kind of array write an empty object as {@code []}.
   */
  private static List<JsonNode> objects(Params params, Optional<JsonNode> json) {
    List<JsonNode> all = new ArrayList<>();
    params.all(METADATA).stream()
        .filter(text -> !text.isBlank())
        .map(MetadataParams::read)
        .forEach(all::add);
    json.map(body -> body.path(METADATA)).ifPresent(all::add);
    all.removeIf(
        node -> node.isMissingNode() || node.isNull() || (node.isArray() && node.isEmpty()));
    for (JsonNode node : all) {
      if (!node.isObject()) {
        throw Problem.badField(METADATA, node.toString(), "a JSON object");
      }
    }
    return all;
  }

  /** Within the limits that any JSON has. */
  private static JsonNode read(String text) {
    try {
      return Json.readAnyText(text);
    } catch (Problem malformed) {
      throw Problem.badRequest("'metadata' must be a JSON object. " + malformed.message());
    }
  }
}
