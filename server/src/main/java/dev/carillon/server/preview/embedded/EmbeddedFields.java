package dev.carillon.server.preview.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.server.field.BadValue;
import dev.carillon.server.field.Coercion;
import dev.carillon.server.field.Edit;
import dev.carillon.server.field.Field;
import dev.carillon.server.field.FieldRegistry;
import dev.carillon.server.file.BlobStore;
import dev.carillon.server.preview.FilePool;
import dev.carillon.server.preview.Unrenderable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What pictures say about themselves, as values of fields. Read once for each content, in a process
 * of its own, and kept beside it.
 */
public final class EmbeddedFields {

  private static final System.Logger LOG = System.getLogger(EmbeddedFields.class.getName());
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String SUFFIX = "embedded.json";
  private static final int ANSWER_MAX = 4 << 20;

  private final BlobStore blobs;
  private final FilePool processes;
  private final FieldRegistry registry;
  private final Coercion coercion;

  public EmbeddedFields(
      BlobStore blobs, FilePool processes, FieldRegistry registry, Coercion coercion) {
    this.blobs = blobs;
    this.processes = processes;
    this.registry = registry;
    this.coercion = coercion;
  }

  /** The values that a file brings along; none where it is no picture, or says nothing. */
  public Map<String, Object> of(String blob) {
    try {
      Path kept = blobs.beside(blob, SUFFIX);
      if (Files.isRegularFile(kept)) {
        return coerced(Files.readAllBytes(kept));
      }
      if (!isPicture(blobs.path(blob))) {
        return Map.of();
      }
      byte[] answer = asked(blobs.path(blob));
      Path draft = Files.createTempFile(blobs.incoming(), "embedded", null);
      try {
        Files.write(draft, answer);
        blobs.keepBeside(draft, blob, SUFFIX);
      } finally {
        Files.deleteIfExists(draft);
      }
      return coerced(answer);
    } catch (IOException | UncheckedIOException trouble) {
      LOG.log(System.Logger.Level.WARNING, "A file's own metadata cannot be read now", trouble);
      return Map.of();
    }
  }

  private byte[] asked(Path file) {
    try {
      return processes.ask(
          List.of("READ", file.toAbsolutePath().toString()), EmbeddedFields::answer);
    } catch (Unrenderable damaged) {
      return "{}".getBytes(StandardCharsets.UTF_8);
    }
  }

  private static byte[] answer(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > ANSWER_MAX) {
      throw new IOException("an answer of " + length + " bytes");
    }
    return in.readNBytes(length);
  }

  private Map<String, Object> coerced(byte[] json) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> given : MAPPER.readTree(json).properties()) {
      registry
          .find(given.getKey())
          .flatMap(field -> value(field, given.getValue()))
          .ifPresent(value -> values.put(given.getKey(), value));
    }
    return values;
  }

  private Optional<Object> value(Field field, JsonNode given) {
    try {
      return coercion
          .json(field, given, false)
          .flatMap(
              edit ->
                  edit instanceof Edit.Put(Object value) ? Optional.of(value) : Optional.empty());
    } catch (BadValue odd) {
      // what the file says is no value of this field
      return Optional.empty();
    }
  }

  /** By its first bytes: only pictures are worth asking about. */
  private static boolean isPicture(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(12);
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    return List.of("\u00ff\u00d8\u00ff", "\u0089PNG\r\n", "GIF8", "BM", "II*\0", "MM\0*").stream()
            .anyMatch(text::startsWith)
        || (text.startsWith("RIFF") && text.endsWith("WEBP"));
  }
}
