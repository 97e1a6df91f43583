package dev.carillon.server.platform.http.body;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.header.DataUri;
import dev.carillon.server.platform.http.header.HeaderValue;
import dev.carillon.server.platform.http.header.LenientText;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;

/** Takes the parts of a multipart body as they come: files to disk, texts into the form. */
public final class PartListener implements MultiPart.Parser.Listener {

  private static final int DATA_URI_BYTES_MAX = 16 << 20;

  private final FormData form;
  private final Runnable beforeFile;
  private final int textBytesMax;
  private final long textsBytesMax;
  private long textsBytes;
  private long dataUrisBytes;
  private HeaderValue disposition = HeaderValue.of("");
  private HeaderValue type = HeaderValue.of("");
  private Sink sink = new Nowhere();
  private Optional<RuntimeException> refusal = Optional.empty();
  private Optional<Throwable> failure = Optional.empty();
  private int ended;

  /**
   * Listens for the parts of one body.
   *
   * @param form where they go
   * @param beforeFile throws where the sender may not send a file
   * @param textBytesMax how long a text may be
   * @param textsBytesMax how long all of them may be together: they are kept in memory
   */
  public PartListener(FormData form, Runnable beforeFile, int textBytesMax, long textsBytesMax) {
    this.form = form;
    this.beforeFile = beforeFile;
    this.textBytesMax = textBytesMax;
    this.textsBytesMax = textsBytesMax;
  }

  /** Where a part's bytes go. */
  private sealed interface Sink {}

  private record Nowhere() implements Sink {}

  private record Text(String name, ByteArrayOutputStream bytes) implements Sink {}

  private record File(String name, String filename, UploadFile file) implements Sink {}

  /** Throws what the last bytes led to: the parser itself would go on. */
  public void check() {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    boolean unfinished = failure.isPresent() && !onlyTheEndIsMissing();
    if (unfinished) {
      throw Problem.badRequest("The multipart body is malformed or ends too early");
    }
  }

  /** Between two parts, or after the last: a client that forgot the closing delimiter. */
  private boolean onlyTheEndIsMissing() {
    return failure.filter(EOFException.class::isInstance).isPresent()
        && ended > 0
        && sink instanceof Nowhere;
  }

  @Override
  public void onPartBegin() {
    disposition = HeaderValue.of("");
    type = HeaderValue.of("");
  }

  @Override
  public void onPartHeader(String name, String value) {
    if (name.equalsIgnoreCase("Content-Disposition")) {
      disposition = HeaderValue.of(value);
    } else if (name.equalsIgnoreCase("Content-Type")) {
      type = HeaderValue.of(value);
    }
  }

  @Override
  public void onPartHeaders() {
    guarded(() -> sink = sinkOfPart());
  }

  private Sink sinkOfPart() {
    Optional<String> name = disposition.param("name").filter(text -> !text.isEmpty());
    if (name.isEmpty()) {
      return new Nowhere();
    }
    if (disposition.filename().isEmpty() && isText()) {
      return new Text(name.get(), new ByteArrayOutputStream());
    }
    beforeFile.run();
    return new File(name.get(), disposition.filename().orElse(""), form.newFile());
  }

  private boolean isText() {
    String declared = type.value();
    return declared.isEmpty()
        || declared.startsWith("text/")
        || declared.startsWith("application/json")
        || declared.equals("application/x-www-form-urlencoded");
  }

  /** The bytes are read where they are: the parser is only given arrays. */
  @Override
  public void onPartContent(Content.Chunk chunk) {
    ByteBuffer bytes = chunk.getByteBuffer();
    guarded(() -> take(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining()));
  }

  private void take(byte[] bytes, int from, int count) {
    switch (sink) {
      case Nowhere() -> {}
      case Text text -> {
        form.hold(count);
        int before = text.bytes().size();
        text.bytes().write(bytes, from, count);
        checkLength(text, before);
      }
      case File file -> file.file().write(bytes, from, count);
    }
  }

  /** A text that is longer than texts may be is a file: a {@code data:} URI. */
  private void checkLength(Text text, int before) {
    int length = text.bytes().size();
    if (length <= textBytesMax) {
      textsBytes += length - before;
    } else if (before > textBytesMax) {
      dataUrisBytes += length - before;
    } else if (DataUri.begins(text.bytes().toByteArray())) {
      beforeFile.run();
      textsBytes -= before;
      dataUrisBytes += length;
    } else {
      throw Problem.tooLarge("The part '" + text.name() + "' is too long");
    }
    if (textsBytes > textsBytesMax || dataUrisBytes > DATA_URI_BYTES_MAX) {
      throw Problem.tooLarge(
          "The texts of the form are too long in total, at the part '" + text.name() + "'");
    }
  }

  @Override
  public void onPartEnd() {
    guarded(this::finish);
    sink = new Nowhere();
    ended++;
  }

  private void finish() {
    switch (sink) {
      case Nowhere() -> {}
      case Text text -> form.add(text.name(), LenientText.text(text.bytes().toByteArray()));
      case File file -> form.add(file.name(), file.file().finish(file.filename()));
    }
  }

  @Override
  public void onFailure(Throwable broken) {
    if (failure.isEmpty()) {
      failure = Optional.of(broken);
    }
  }

  /** The parser swallows what its listener throws: it is kept for {@link #check}. */
  private void guarded(Runnable step) {
    if (refusal.isPresent()) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException refused) {
      refusal = Optional.of(refused);
    }
  }
}
