package dev.carillon.server.asset.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.server.config.Nearest;
import dev.carillon.server.field.Coercion;
import dev.carillon.server.field.Edit;
import dev.carillon.server.field.Edits;
import dev.carillon.server.field.Field;
import dev.carillon.server.field.FieldNames;
import dev.carillon.server.field.LibraryFields;
import dev.carillon.server.field.Metadata;
import dev.carillon.server.http.Json;
import dev.carillon.server.http.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Sorts what one call says: values of fields, names that become fields, and what cannot be set.
 * Nothing is kept before all of it was read.
 */
final class MetadataReading {

  private static final Set<String> PLACE = Set.of("assetPath", "folderPath", "filename", "name");

  /** Clients say these of a new asset, which has them by its name all the same. */
  private static final Set<String> KIND = Set.of("assetType", "assetDomain");

  private static final int NAMED_MAX = 10;
  private static final int SHOWN_MAX = 100;

  private final LibraryFields fields;
  private final Coercion coercion;
  private final Subject subject;
  private final boolean modifications;

  private final Map<String, Edit> edits = new LinkedHashMap<>();
  private final Map<String, JsonNode> asSent = new LinkedHashMap<>();
  private final Set<String> unknown = new LinkedHashSet<>();
  private final Set<String> impossible = new LinkedHashSet<>();
  private final Set<String> places = new LinkedHashSet<>();
  private final Set<String> twofold = new LinkedHashSet<>();
  private final Map<String, List<String>> kept = new LinkedHashMap<>();

  MetadataReading(LibraryFields fields, Coercion coercion, Subject subject, boolean modifications) {
    this.fields = fields;
    this.coercion = coercion;
    this.subject = subject;
    this.modifications = modifications;
  }

  /** Reads a parameter. */
  void texts(String name, List<String> values) {
    if (values.stream().allMatch(String::isEmpty)) {
      cleared(name);
    } else {
      field(name, values)
          .flatMap(field -> coercion.texts(field, values, modifications))
          .ifPresent(edit -> edit(name, edit));
      if (asSent.containsKey(name)) {
        asSent.put(name, storable(name, JsonNodeFactory.instance.textNode(values.getFirst())));
      }
    }
  }

  /** Reads a member of a JSON object. */
  void json(String name, JsonNode value) {
    if (value.isNull() || (value.isTextual() && value.asText().isEmpty())) {
      cleared(name);
    } else if (!value.isArray() || !value.isEmpty()) {
      field(name, said(value))
          .flatMap(field -> coercion.json(field, value, modifications))
          .ifPresent(edit -> edit(name, edit));
      asSent.computeIfPresent(name, (same, before) -> storable(name, value));
    }
  }

  private static JsonNode storable(String name, JsonNode value) {
    Json.requireStorable(name, value);
    return value;
  }

  /** An empty parameter is as absent: it says nothing against a value elsewhere in the call. */
  private void edit(String name, Edit edit) {
    Edit before = edits.put(name, edit);
    if (before != null && !before.equals(edit) && !(before instanceof Edit.Clear)) {
      twofold.add(name);
    }
  }

  /** What a value says, as texts. */
  private static List<String> said(JsonNode value) {
    if (value.isObject()) {
      return value.has("value") ? said(value.path("value")) : List.of(value.toString());
    }
    return value.isArray()
        ? value.valueStream().map(JsonNode::asText).toList()
        : List.of(value.asText());
  }

  /** Nothing is lost where a value of a name is cleared that has none. */
  private void cleared(String name) {
    Optional<Field> field = fields.find(name).filter(Field::editable);
    if (field.isPresent()) {
      edit(name, new Edit.Clear());
    } else if (subject == Subject.RELATION && fields.find(name).isEmpty()) {
      asSent.put(name, JsonNodeFactory.instance.nullNode());
    }
  }

  /** The field that takes a value; empty where none can, which is told at the end. */
  private Optional<Field> field(String name, List<String> said) {
    Optional<Field> field = fields.orUndeclared(name);
    if (field.isEmpty()) {
      impossible.add(name);
    } else if (!field.get().editable()) {
      if (PLACE.contains(name)) {
        places.add(name);
      } else {
        kept.put(name, said);
      }
    } else if (fields.refuses(name)) {
      unknown.add(name);
    } else if (subject == Subject.RELATION && !fields.declared(name)) {
      asSent.put(name, JsonNodeFactory.instance.nullNode());
    } else {
      if (!fields.declared(name)) {
        unknown.add(name);
      }
      return field;
    }
    return Optional.empty();
  }

  /**
   * What it says.
   *
   * @param superUser whether fields that the server keeps are ignored rather than refused
   * @param now the values there are
   * @throws Problem 400 or 403 naming what cannot be set
   */
  Given end(boolean superUser, Supplier<Metadata> now) {
    if (!impossible.isEmpty()) {
      throw Problem.badRequest(
          quoted(impossible)
              + " cannot be the name of a field, which is "
              + FieldNames.ALLOWED
              + "; it is no parameter of this call either");
    }
    if (!twofold.isEmpty()) {
      throw Problem.badRequest(
          quoted(twofold) + " has several values in this call, which differ: send one of them");
    }
    if (!subject.hasPlace() && !places.isEmpty()) {
      throw Problem.badRequest(
          quoted(places) + " tells a place, which this call does not change: use /services/move");
    }
    List<String> ignored = new ArrayList<>();
    if (!kept.isEmpty()) {
      Metadata values = now.get();
      kept.forEach(
          (name, sent) -> {
            if (!sent.equals(texts(values.get(name).orElse(List.of())))) {
              ignored.add(name);
            }
          });
    }
    List<String> forbidden = new ArrayList<>(ignored);
    if (subject == Subject.NEW_ASSET) {
      forbidden.removeAll(KIND);
    }
    if (!superUser && !forbidden.isEmpty()) {
      throw Problem.forbidden(quoted(forbidden) + " is kept by the server: leave it out");
    }
    List<String> refused = unknown.stream().filter(fields::refuses).toList();
    if (!refused.isEmpty()) {
      throw Problem.badRequest(
          refused.stream()
              .limit(NAMED_MAX)
              .map(this::near)
              .collect(Collectors.joining("; ", "", ". The property unknownFields is refuse")));
    }
    return new Given(new Edits(edits), asSent, unknown, ignored);
  }

  private static List<String> texts(Object value) {
    return value instanceof List<?> several
        ? several.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(value));
  }

  private String near(String name) {
    List<String> names = fields.all().stream().map(Field::name).toList();
    return "'" + shown(name) + "' is no field; did you mean '" + Nearest.to(name, names) + "'?";
  }

  static String quoted(Collection<String> names) {
    String listed =
        names.stream()
            .limit(NAMED_MAX)
            .map(name -> "'" + shown(name) + "'")
            .collect(Collectors.joining(", "));
    return names.size() > NAMED_MAX ? listed + ", …" : listed;
  }

  private static String shown(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.substring(0, Math.min(printable.length(), SHOWN_MAX));
  }
}
