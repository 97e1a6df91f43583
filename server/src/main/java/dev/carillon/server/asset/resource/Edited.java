package dev.carillon.server.asset.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.asset.edit.MetadataParams;
import dev.carillon.server.field.Edits;
import dev.carillon.server.field.FieldRegistry;
import dev.carillon.server.http.Json;
import dev.carillon.server.http.Problem;
import java.util.Optional;

/** Reads the {@code metadata} of a call whose field names must all be known. */
final class Edited {

  private final FieldRegistry registry;
  private final MetadataParams metadata;

  Edited(FieldRegistry registry, MetadataParams metadata) {
    this.registry = registry;
    this.metadata = metadata;
  }

  /**
   * What it wants. Fields that the server keeps itself are no mistake: whole answers are sent back.
   *
   * @throws Problem 400 naming the field
   */
  Edits of(Said said, boolean modifications) {
    Optional<String> text = said.params().text("metadata");
    if (text.isPresent()) {
      JsonNode object = Json.read(text.get());
      boolean nothing = object.isArray() && object.isEmpty();
      if (!object.isObject() && !nothing) {
        throw Problem.badField("metadata", text.get(), "a JSON object");
      }
      Known.fields(object, registry);
    }
    return metadata.edits(said, modifications);
  }
}
