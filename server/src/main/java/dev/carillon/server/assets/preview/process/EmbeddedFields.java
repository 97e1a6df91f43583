package dev.carillon.server.assets.preview.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.field.BadValue;
import dev.carillon.server.assets.field.Coercion;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldEdit;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.rendering.Unrenderable;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.files.LocalFile;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.capacity.CpuPool;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What files say about themselves, as values of fields, and the words in them. Read once for each
 * content, in a process of its own, and kept beside it.
 */
public final class EmbeddedFields {

  private static final System.Logger LOG = System.getLogger(EmbeddedFields.class.getName());
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String SUFFIX = "embedded.json";
  private static final int ANSWER_MAX = 4 << 20;
  private static final int HEAD_BYTES = 1024;
  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  /** So long a file waits for its turn; then its asset is made without what it says. */
  private static final Duration TURN = Duration.ofSeconds(10);

  /** The words of a file whose words are not simply its bytes. */
  public static final String TEXT_SUFFIX = "text.txt";

  /** How files begin that say something about themselves. */
  private static final List<String> BEGINNINGS =
      List.of(
          "\u00ff\u00d8\u00ff",
          "\u0089PNG\r\n",
          "GIF8",
          "BM",
          "II",
          "MM",
          "RIFF",
          "8BPS",
          "%PDF",
          "PK\3\4",
          "%!PS",
          "\u00c5\u00d0\u00d3\u00c6",
          "\u0006\u0006\u00ed\u00f5",
          "ID3",
          "\u00ff\u00fb");

  private final BlobStore blobs;
  private final FilePool processes;
  private final CpuPool turns;
  private final FieldRegistry registry;
  private final Coercion coercion;

  public EmbeddedFields(
      BlobStore blobs, FilePool processes, FieldRegistry registry, Coercion coercion) {
    this.blobs = blobs;
    this.processes = processes;
    this.turns =
        new CpuPool(
            "extraction",
            "The server has too many files to read; retry later",
            new CpuPool.Limits(processes.size(), 256, 64, TURN));
    this.registry = registry;
    this.coercion = coercion;
  }

  /**
   * The values that a file brings along; none where it says nothing. Its words are kept beside it
   * on the way. A file that takes longer than {@link RenderLimits#EMBEDDED} allows has none now.
   */
  public Found of(String blob) {
    try {
      return kept(blob).orElseGet(() -> read(blob, this::inTurn));
    } catch (UncheckedIOException trouble) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The embedded metadata of a file cannot be read now",
          trouble);
      return new Found(Map.of(), false, false);
    }
  }

  /**
   * The values of a file that took too long while its upload was waited for, and its words.
   *
   * @param process has the time that it takes
   * @throws UncheckedIOException where it could not be tried
   */
  public Map<String, Object> late(String blob, FileProcess process) {
    return kept(blob)
        .orElseGet(
            () ->
                read(
                    blob,
                    (order, answer) -> {
                      try {
                        process.ask(order, answer);
                      } catch (Unrenderable hopeless) {
                        // what it said before counts, and it is not tried again
                      }
                      return true;
                    }))
        .values();
  }

  /** Addresses in turn: a client with many bad files does not delay the files of others. */
  private boolean inTurn(List<String> order, Answered answered) {
    try {
      return turns.run(
          () -> {
            try {
              processes.ask(order, answered);
              return true;
            } catch (Unrenderable slow) {
              return later(order, slow.reason());
            }
          });
    } catch (Problem busy) {
      return later(order, busy.message());
    }
  }

  private static boolean later(List<String> order, String why) {
    LOG.log(
        System.Logger.Level.INFO,
        "The embedded metadata of the file " + order.get(1) + " is read later: " + why);
    return false;
  }

  /**
   * A file is not read any more: it says nothing.
   *
   * @throws UncheckedIOException where that cannot be kept
   */
  public void giveUp(String blob) {
    try {
      keep(NOTHING, blob);
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  private Optional<Found> kept(String blob) {
    try {
      return Optional.of(new Found(coerced(noted(blob)), true, true));
    } catch (NoSuchFileException never) {
      return Optional.empty();
    } catch (FileStoreTrouble trouble) {
      throw new UncheckedIOException(trouble);
    } catch (IOException cut) {
      // it is not synced: after a crash it may be cut, and is read again
      return Optional.empty();
    }
  }

  private byte[] noted(String blob) throws IOException {
    try (InputStream in = blobs.beside(blob, SUFFIX).open()) {
      return in.readAllBytes();
    }
  }

  private Found read(String blob, Reading how) {
    try (LocalFile local = blobs.file(blob).local()) {
      Path file = local.path();
      if (!worthReading(file)) {
        return new Found(Map.of(), true, true);
      }
      // made by the process, and only for files that have words
      Path text = blobs.incoming().resolve("text" + Ids.random()).toAbsolutePath();
      try {
        Answered answered = new Answered();
        boolean whole =
            how.ask(
                List.of("EXTRACT", file.toAbsolutePath().toString(), text.toString()), answered);
        if (answered.text && Files.exists(text) && Files.size(text) > 0) {
          blobs.keepBeside(text, blob, TEXT_SUFFIX);
        }
        if (whole) {
          keep(answered.values, blob);
        }
        return new Found(coerced(answered.values), answered.known, whole);
      } finally {
        Files.deleteIfExists(text);
      }
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  /** Only to spare the next reading: a crash may lose it. */
  private void keep(byte[] values, String blob) throws IOException {
    blobs.noteBeside(values, blob, SUFFIX);
  }

  private static byte[] answer(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > ANSWER_MAX) {
      throw new IOException("a response of " + length + " bytes");
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
                  edit instanceof FieldEdit.Put(Object value)
                      ? Optional.of(value)
                      : Optional.empty());
    } catch (BadValue odd) {
      // what the file says is no value of this field
      return Optional.empty();
    }
  }

  /** By its first bytes: most files say nothing, and need no process. */
  private static boolean worthReading(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    return BEGINNINGS.stream().anyMatch(text::startsWith)
        || text.startsWith("ftyp", 4)
        || text.contains("<svg")
        || text.contains("<!DOCTYPE svg");
  }

  /** Gives an order to a process; false where the answer may be cut for want of time. */
  @FunctionalInterface
  private interface Reading {
    boolean ask(List<String> order, Answered answered);
  }

  /**
   * What was found in a file.
   *
   * @param values what it says about itself
   * @param known whether that is all it says, as far as it can be read
   * @param whole whether its words were read as well
   */
  public record Found(Map<String, Object> values, boolean known, boolean whole) {}

  /** What a process has answered so far: the values come before the words. */
  private static final class Answered implements FileProcess.Answer<Boolean> {
    private byte[] values = NOTHING;
    private boolean known;
    private boolean text;

    @Override
    public Boolean read(DataInputStream in) throws IOException {
      values = answer(in);
      known = true;
      text = in.readBoolean();
      return text;
    }
  }
}
