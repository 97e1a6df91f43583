package dev.carillon.server.asset.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.server.asset.Place;
import dev.carillon.server.field.BadValue;
import dev.carillon.server.field.Coercion;
import dev.carillon.server.field.Edit;
import dev.carillon.server.field.Edits;
import dev.carillon.server.field.Field;
import dev.carillon.server.field.FieldRegistry;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Json;
import dev.carillon.server.http.Params;
import dev.carillon.server.http.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a call wants of an asset's fields: from one {@code metadata} parameter with a JSON
 * object, from one parameter for each field, from a JSON body, or all of them. Names that are no
 * editable field are ignored.
 */
public final class MetadataParams {

  private final FieldRegistry registry;
  private final Coercion coercion;

  public MetadataParams(FieldRegistry registry, Coercion coercion) {
    this.registry = registry;
    this.coercion = coercion;
  }

  /**
   * The edits.
   *
   * @throws Problem 400 naming the field whose value is not allowed
   */
  public Edits edits(Call call, boolean modifications) {
    Map<String, Edit> edits = new LinkedHashMap<>();
    try {
      Params params = call.params();
      for (String name : params.names()) {
        Optional<Field> field = registry.find(name).filter(Field::editable);
        if (field.isPresent()) {
          coercion
              .texts(field.get(), params.all(name), modifications)
              .ifPresent(edit -> edits.put(name, edit));
        }
      }
      for (Map.Entry<String, JsonNode> given : object(call).properties()) {
        Optional<Field> field = registry.find(given.getKey()).filter(Field::editable);
        if (field.isPresent()) {
          coercion
              .json(field.get(), given.getValue(), modifications)
              .ifPresent(edit -> edits.put(given.getKey(), edit));
        }
      }
    } catch (BadValue bad) {
      throw Problem.badField(bad.field(), bad.value(), bad.allowed());
    }
    return new Edits(edits);
  }

  /** What the call says about where the asset shall be. */
  public Place place(Call call) {
    JsonNode object = object(call);
    return new Place(
        said(call, object, "assetPath"),
        said(call, object, "folderPath"),
        said(call, object, "filename"),
        said(call, object, "name"));
  }

  private static String said(Call call, JsonNode object, String field) {
    JsonNode node = object.path(field);
    JsonNode value = node.isObject() ? node.path("value") : node;
    return call.params()
        .text(field)
        .orElse(value.isValueNode() && !value.isNull() ? value.asText() : "");
  }

  /**
   * The JSON object of the {@code metadata} parameter, or of the body's {@code metadata}. Languages
   * with one kind of array write an empty object as {@code []}.
   */
  private static JsonNode object(Call call) {
    Optional<String> text = call.params().text("metadata").filter(given -> !given.isBlank());
    JsonNode nothing = JsonNodeFactory.instance.objectNode();
    JsonNode node =
        text.isPresent()
            ? read(text.get())
            : call.json().map(body -> body.path("metadata")).orElse(nothing);
    if (node.isMissingNode() || node.isNull() || (node.isArray() && node.isEmpty())) {
      return nothing;
    }
    if (!node.isObject()) {
      throw Problem.badField("metadata", node.toString(), "a JSON object");
    }
    return node;
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
