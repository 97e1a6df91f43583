package dev.carillon.server.assets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.server.assets.field.Coercion;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldEdit;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.field.FieldNames;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Sorts the names and values of one request into edits of fields, names of fields that do not exist
 * yet, locations, read-only fields, and names that no field can have. {@link #end} then refuses the
 * request or gives the {@link RequestedFields}; until then nothing is stored.
 */
final class MetadataReader {

  private static final Set<String> PLACE = Set.of("assetPath", "folderPath", "filename", "name");

  /** Clients say these of a new asset, which has them by its name all the same. */
  private static final Set<String> KIND = Set.of("assetType", "assetDomain");

  /**
   * The fields of a relation that the server sets; any other name has the meaning that its sender
   * gives it.
   */
  private static final Set<String> OF_RELATION =
      Set.of("relationCreator", "relationCreated", "relationModifier", "relationModified");

  private static final int NAMED_MAX = 10;
  private static final int SHOWN_MAX = 100;

  private final LibraryFields fields;
  private final Coercion coercion;
  private final FieldTarget subject;
  private final boolean modifications;

  private final Map<String, FieldEdit> edits = new LinkedHashMap<>();
  private final Map<String, JsonNode> asSent = new LinkedHashMap<>();
  private final Set<String> unknown = new LinkedHashSet<>();
  private final Set<String> impossible = new LinkedHashSet<>();
  private final Map<String, List<String>> places = new LinkedHashMap<>();
  private final Set<String> twofold = new LinkedHashSet<>();
  private final ReadOnlyFields kept;

  MetadataReader(
      LibraryFields fields, Coercion coercion, FieldTarget subject, boolean modifications) {
    this.fields = fields;
    this.coercion = coercion;
    this.subject = subject;
    this.modifications = modifications;
    this.kept = new ReadOnlyFields(coercion);
  }

  /** Reads a parameter. */
  void texts(String name, List<String> values) {
    List<String> said = values.stream().filter(value -> !value.isEmpty()).distinct().toList();
    if (said.isEmpty()) {
      cleared(name);
    } else if (keepsAsSent(name)) {
      said.forEach(value -> asSent(name, JsonNodeFactory.instance.textNode(value)));
    } else {
      field(
          name,
          said,
          field -> coercion.texts(field, values, modifications),
          field -> kept.texts(field, values));
    }
  }

  /** Reads a member of a JSON object. An empty array says nothing. */
  void json(String name, JsonNode value) {
    if (value.isNull() || (value.isTextual() && value.asText().isEmpty())) {
      cleared(name);
    } else if (!value.isArray() || !value.isEmpty()) {
      if (keepsAsSent(name)) {
        asSent(name, value);
      } else {
        field(
            name,
            said(value),
            field -> coercion.json(field, value, modifications),
            field -> kept.json(field, value));
      }
    }
  }

  /**
   * Reads the values of one name.
   *
   * @param said the values as texts
   * @param editing makes an edit of them, if the field can be edited
   * @param keeping takes them in, if the field is read-only
   */
  private void field(
      String name,
      List<String> said,
      Function<Field, Optional<FieldEdit>> editing,
      Consumer<Field> keeping) {
    Optional<Field> found = fields.orUndeclared(name);
    if (found.isEmpty()) {
      impossible.add(name);
      return;
    }
    Field field = found.get();
    if (!fields.declared(name)) {
      unknown.add(name);
    }
    if (PLACE.contains(name) && !field.editable()) {
      place(name, said);
    } else if (!field.editable()) {
      keeping.accept(field);
    } else if (!fields.refuses(name)) {
      editing.apply(field).ifPresent(edit -> edit(name, edit));
    }
  }

  /**
   * Whether the value is stored as it was sent: that of a relation, under a name that is not an
   * editable field.
   */
  private boolean keepsAsSent(String name) {
    return subject == FieldTarget.RELATION
        && !OF_RELATION.contains(name)
        && !fields.refuses(name)
        && fields.orUndeclared(name).isPresent()
        && !(fields.declared(name) && fields.find(name).filter(Field::editable).isPresent());
  }

  private void asSent(String name, JsonNode value) {
    Json.requireStorable(name, value);
    JsonNode before = asSent.put(name, value);
    if (before != null && !before.isNull() && !same(before, value)) {
      twofold.add(name);
    }
  }

  /** A parameter is a text even where it says a number. */
  private static boolean same(JsonNode one, JsonNode other) {
    return one.equals(other)
        || (one.isTextual() && other.isValueNode() && one.asText().equals(other.asText()));
  }

  private void place(String name, List<String> said) {
    List<String> before = places.putIfAbsent(name, said);
    if (said.size() > 1 || (before != null && !before.equals(said))) {
      twofold.add(name);
    }
  }

  /** An empty parameter is as absent: it does not contradict a value elsewhere in the request. */
  private void edit(String name, FieldEdit edit) {
    FieldEdit before = edits.put(name, edit);
    if (before != null && !before.equals(edit) && !(before instanceof FieldEdit.Clear)) {
      twofold.add(name);
    }
  }

  /** The texts of a value. */
  private static List<String> said(JsonNode value) {
    if (value.isObject()) {
      return value.has("value") ? said(value.path("value")) : List.of(value.toString());
    }
    return value.isArray()
        ? value.valueStream().map(JsonNode::asText).toList()
        : List.of(value.asText());
  }

  /** To clear a name makes no field of it; it may have a value from when it was declared. */
  private void cleared(String name) {
    if (keepsAsSent(name)) {
      asSent(name, JsonNodeFactory.instance.nullNode());
    } else if (fields.orUndeclared(name).filter(Field::editable).isPresent()) {
      edit(name, new FieldEdit.Clear());
    }
  }

  /**
   * The result of all that was read.
   *
   * @param superUser whether read-only fields are ignored rather than refused
   * @param now the present values of the subject, asked for only if the request has read-only
   *     fields
   * @throws Problem 400 or 403 naming what cannot be set
   */
  RequestedFields end(boolean superUser, Supplier<Metadata> now) {
    if (!impossible.isEmpty()) {
      throw Problem.badRequest(
          quoted(impossible)
              + " cannot be the name of a field, which is "
              + FieldNames.ALLOWED
              + "; it is not a parameter of this request either");
    }
    if (!twofold.isEmpty()) {
      throw Problem.badRequest(
          quoted(twofold) + " has several different values in this request: send one of them");
    }
    if (!subject.hasPlace() && !places.isEmpty()) {
      throw Problem.badRequest(
          quoted(places.keySet())
              + " is a location, which this request does not change: use /services/move");
    }
    Metadata values = kept.isEmpty() ? Metadata.EMPTY : now.get();
    List<String> ignored = kept.differing(values);
    boolean sentBack = !ignored.isEmpty() && sentBack(values);
    List<String> forbidden = ignored.stream().filter(name -> !harmless(name, sentBack)).toList();
    if (!superUser && !forbidden.isEmpty()) {
      throw Problem.forbidden(quoted(forbidden) + " is set by the server: leave it out");
    }
    List<String> refused = unknown.stream().filter(fields::refuses).toList();
    if (!refused.isEmpty()) {
      throw Problem.badRequest(
          refused.stream()
              .limit(NAMED_MAX)
              .map(this::near)
              .collect(Collectors.joining("; ", "", ". The property unknownFields is refuse")));
    }
    return new RequestedFields(new FieldEdits(edits), asSent, unknown, ignored);
  }

  /** Whether the request contains values that the client must have read from the subject. */
  private boolean sentBack(Metadata now) {
    return kept.sentBack(now)
        || places.entrySet().stream()
            .anyMatch(place -> place.getValue().equals(List.of(now.text(place.getKey()))));
  }

  /**
   * Whether a read-only field with another value than the present one is ignored for every caller,
   * rather than refused.
   *
   * @param sentBack whether the client sends back what it read before, which may be outdated
   */
  private boolean harmless(String name, boolean sentBack) {
    return switch (subject) {
      case NEW_ASSET -> KIND.contains(name);
      case ASSET -> sentBack && ReadOnlyFields.MOVING.contains(name);
      case RELATION -> OF_RELATION.contains(name);
      case ASSETS, FOLDER -> false;
    };
  }

  private String near(String name) {
    List<String> names = fields.all().stream().map(Field::name).toList();
    return "'%s' is not a field; did you mean '%s'?"
        .formatted(shown(name), NameSuggestion.to(name, names));
  }

  static String quoted(Collection<String> names) {
    String listed =
        names.stream()
            .limit(NAMED_MAX)
            .map(name -> "'" + shown(name) + "'")
            .collect(Collectors.joining(", "));
    return names.size() > NAMED_MAX ? listed + ", …" : listed;
  }

  static String shown(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.substring(0, Math.min(printable.length(), SHOWN_MAX));
  }
}
