package dev.carillon.server.platform.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carillon.server.platform.http.CurrentCall;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.capacity.Uploader;
import dev.carillon.server.platform.http.header.DataUri;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that a request brought: parameters, files, a body. Files that no handler took are deleted.
 */
public final class FormData implements AutoCloseable {

  private static final int PARAMETERS_MAX = 10_000;
  private static final int PIECE_BYTES = 16 * 1024;
  private static final byte[] NO_BODY = {};

  /** Shorter texts are read on the thread of the request. */
  private static final int SHORT_BYTES = 16 * 1024;

  private final UploadFolder incoming;
  private final BodyMemory memory;
  private final CpuPool cpu;
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final Map<String, Upload> uploads = new LinkedHashMap<>();
  private final List<UploadFile> files = new ArrayList<>();
  private int parameters;

  /** The values as they are asked for; null where more have come since. */
  private @Nullable Params params;

  private byte[] body = NO_BODY;
  private InetAddress from = InetAddress.getLoopbackAddress();
  private long held;
  private JsonNode json = MissingNode.getInstance();
  private Supplier<Uploader> sender = () -> new Uploader.OfUser("");
  private long announced = -1;
  private DiskReserve.@Nullable Upload upload;
  private boolean released;

  /**
   * Nothing yet.
   *
   * @param incoming the folder for its files
   * @param memory for its texts
   * @param cpu where it is read if it is long
   */
  public FormData(UploadFolder incoming, BodyMemory memory, CpuPool cpu) {
    this.incoming = incoming;
    this.memory = memory;
    this.cpu = cpu;
  }

  /** Whose memory it takes. */
  public void from(InetAddress address) {
    from = address;
  }

  /**
   * So many more bytes are kept in memory until it is closed.
   *
   * @throws Problem 503 where there is no memory
   */
  void hold(int bytes) {
    long beyond = BodyMemory.counted(held, held + bytes);
    if (!memory.take(from, beyond)) {
      throw Problem.unavailable(
          "The server has no memory for this request body now; retry later", 1);
    }
    held += bytes;
  }

  /**
   * One more parameter.
   *
   * @throws Problem 400 where it holds what no store takes, or there are too many
   */
  public void add(String name, String value) {
    if (name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
      throw Problem.badRequest("A parameter contains a NUL character");
    }
    if (++parameters > PARAMETERS_MAX) {
      throw Problem.badRequest("There are more than " + PARAMETERS_MAX + " parameters");
    }
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    params = null;
  }

  /** The first value of a parameter, or the empty text. */
  public String first(String name) {
    return values.getOrDefault(name, List.of("")).getFirst();
  }

  /** The parameters so far. */
  public Params params() {
    Params now = params;
    if (now == null) {
      now = new Params(values);
      params = now;
    }
    return now;
  }

  /**
   * Who sends the files that come, if any do.
   *
   * @param sender asked when the first file comes: before, who it is may not be known
   * @param announced how many bytes there will be in all; -1 = not known
   */
  public void sentBy(Supplier<Uploader> sender, long announced) {
    this.sender = sender;
    this.announced = announced;
  }

  /**
   * A file to be written now; it is deleted with this form, unless it was moved away.
   *
   * @throws Problem 507 where there is no room for what was announced, 429 where the sender has too
   *     much open
   */
  public UploadFile newFile() {
    if (upload == null) {
      upload = incoming.begin(sender.get());
      upload.announced(announced);
    }
    UploadFile file = incoming.newFile(upload);
    files.add(file);
    return file;
  }

  /** A file has been written. The first of a name counts; a form field left empty is none. */
  public void add(String name, Upload upload) {
    if (upload.length() > 0 || !upload.filename().isEmpty()) {
      uploads.putIfAbsent(name, upload);
    }
  }

  /** A file sent as a part, or as a text that is a {@code data:} URI. */
  public Optional<Upload> upload(String name) {
    if (!uploads.containsKey(name)) {
      DataUri.bytes(first(name)).ifPresent(bytes -> keep(name, bytes));
    }
    return Optional.ofNullable(uploads.get(name));
  }

  /** The files that were sent as such, by the name of their part. */
  public Map<String, Upload> uploads() {
    return Collections.unmodifiableMap(uploads);
  }

  private void keep(String name, byte[] bytes) {
    UploadFile file = newFile();
    file.write(bytes, 0, bytes.length);
    uploads.put(name, file.finish(""));
  }

  /** A body that is no multipart form, as it was sent. */
  public byte[] body() {
    if (released) {
      throw new IllegalStateException("the body was released before it was read");
    }
    return body;
  }

  /**
   * The body as JSON, read once. It must not be changed.
   *
   * @throws Problem 400 where it is no correct JSON, 503 where too many are being read
   */
  public JsonNode json() {
    byte[] text = body();
    if (json.isMissingNode()) {
      read(text.length, () -> json = Json.read(text));
    }
    return json;
  }

  /**
   * Reads a text. A short one costs less than to hand it over.
   *
   * @throws Problem 503 where too many are being read
   */
  public void read(int length, Runnable reading) {
    if (length < SHORT_BYTES) {
      reading.run();
    } else {
      compute(
          () -> {
            reading.run();
            return this;
          });
    }
  }

  /** The result of work that keeps a processor busy, done for the sender of this. */
  public <T> T compute(Supplier<T> work) {
    return cpu.run(from, CurrentCall.carried(work));
  }

  /** Whether the body begins as JSON objects and arrays do, whatever its declared type. */
  public boolean looksLikeJson() {
    int first = firstVisible();
    return first == '{' || first == '[';
  }

  /** Whether the body is nothing but white space. */
  public boolean blank() {
    return firstVisible() < 0;
  }

  /** The first byte of the body that is no white space; -1 where there is none. */
  private int firstVisible() {
    for (byte b : body()) {
      if (!Character.isWhitespace(b)) {
        return b & 0xff;
      }
    }
    return -1;
  }

  /**
   * Takes the fields of a JSON body as parameters too: values and arrays of values, where no
   * parameter has that name yet.
   *
   * @throws Problem 400 where the body is no correct JSON
   */
  public void addFields() {
    for (Map.Entry<String, JsonNode> field : json().properties()) {
      String name = field.getKey();
      if (!values.containsKey(name)) {
        JsonNode value = field.getValue();
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
          if (one.isValueNode() && !one.isNull()) {
            add(name, one.asText());
          }
        }
      }
    }
  }

  /**
   * Reads a body that is no multipart form.
   *
   * @param announced how long it will be; -1 = not known
   * @throws Problem 503 where there is no memory
   */
  public void readBody(PacedInput input, long announced) throws ClientGone {
    int most = announced < 0 ? PIECE_BYTES : (int) Math.min(PIECE_BYTES, announced);
    ByteArrayOutputStream all = new ByteArrayOutputStream(most);
    byte[] buffer = new byte[most];
    for (int count; (count = input.read(buffer, 0, most)) >= 0; ) {
      hold(count);
      all.write(buffer, 0, count);
    }
    body = all.toByteArray();
  }

  /**
   * The answer is known, and may be read for long: of all that the request brought only the
   * parameters are kept.
   */
  public void release() {
    release(Math.min(held, parameterBytes()));
  }

  private long parameterBytes() {
    long chars = 0;
    for (Map.Entry<String, List<String>> parameter : values.entrySet()) {
      chars += parameter.getKey().length();
      for (String value : parameter.getValue()) {
        chars += value.length();
      }
    }
    return chars;
  }

  private void release(long kept) {
    memory.give(from, BodyMemory.counted(kept, held));
    held = kept;
    released = true;
    body = NO_BODY;
    json = MissingNode.getInstance();
    try {
      files.forEach(UploadFile::close);
    } finally {
      if (upload != null) {
        upload.close();
      }
    }
  }

  @Override
  public void close() {
    release(0);
  }
}
