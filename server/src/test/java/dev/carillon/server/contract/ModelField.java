package dev.carillon.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A field of the model product, as its documents and its clients know it. */
record ModelField(
    String name, String type, boolean many, boolean editable, String choice, String certainty) {

  /** All of them. */
  static List<ModelField> all() {
    try (InputStream in =
        Objects.requireNonNull(ModelField.class.getResourceAsStream("fields.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> of(List.of(line.split(", "))))
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static ModelField of(List<String> cells) {
    String choice = cells.get(4).replaceAll("\\|.*", "").replace("-1", "3");
    return new ModelField(
        cells.get(0),
        cells.get(1),
        cells.get(2).equals("many"),
        cells.get(3).equals("yes"),
        choice.equals("-") ? "" : choice,
        cells.get(5));
  }

  /** A value of its type, as a member of a JSON object. */
  String sample() {
    return "\"" + name + "\":" + (many ? "[" + one() + "]" : one());
  }

  private String one() {
    return switch (type) {
      case "number", "size" -> "3";
      case "decimal" -> "1.5";
      case "datetime", "date" -> "\"2012-03-23T12:16:58Z\"";
      default -> "\"" + (choice.isEmpty() ? "sample" : choice) + "\"";
    };
  }

  /** Whether that is how its sample is shown. */
  boolean shows(JsonNode value) {
    if (many) {
      return value.toString().equals("[" + one() + "]");
    }
    return switch (type) {
      case "datetime", "date" ->
          value.path("value").asLong() == 1332505018000L && value.has("formatted");
      case "number", "decimal", "size" -> value.isNumber() && value.toString().equals(one());
      default -> value.toString().equals(one()) || value.path("value").toString().equals(one());
    };
  }
}
