package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.body.ClientGone;
import dev.carillon.server.platform.http.body.FormData;
import dev.carillon.server.platform.http.body.MultipartReader;
import dev.carillon.server.platform.http.body.PacedInput;
import dev.carillon.server.platform.http.body.PartListener;
import dev.carillon.server.platform.http.body.UploadFile;
import dev.carillon.server.platform.http.header.FormText;
import dev.carillon.server.platform.http.header.HeaderValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Reads what stands behind a request's head. */
final class RequestBody {

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final String FILE_NAME = "Filedata";

  /** RFC 2046 allows 70; one as long as what is read at once would never be found to begin. */
  private static final int BOUNDARY_MAX = 200;

  private final Request request;
  private final HttpLimits limits;
  private final PacedInput input;
  private boolean unread;

  RequestBody(Request request, HttpLimits limits) {
    this.request = request;
    this.limits = limits;
    this.input = new PacedInput(request, limits.slownessMax());
  }

  static HeaderValue contentType(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return HeaderValue.of(type == null ? "" : type);
  }

  /**
   * Reads all of it into the form.
   *
   * @throws Problem 400, 408 or 413; 401 where a file comes without a login
   */
  void read(FormData form, RequestContext context) throws ClientGone {
    BodyKind kind = BodyKind.of(request, context.route());
    input.limit(context.bytesMax(kind, limits));
    form.sentBy(context::uploader, request.getLength());
    switch (kind) {
      case MULTIPART -> readParts(form, context);
      case FORM -> {
        readAll(form);
        if (!form.looksLikeJson()) {
          byte[] text = withoutLineEnd(form.body());
          form.read(text.length, () -> FormText.read(text, form::add));
        }
      }
      case FILE -> readFile(form, context);
      case OTHER -> readAll(form);
    }
    if (context.route().takesParameters() && form.looksLikeJson()) {
      form.addFields();
    }
  }

  /** Reads on after a refusal, so that the client is not cut while it still sends. */
  void drain(long bytesMax) throws ClientGone {
    long length = request.getLength();
    boolean ended = length == 0 || (length > 0 && input.count() >= length);
    boolean waits = request.getHeaders().contains(HttpHeader.EXPECT) && input.count() == 0;
    if (!ended && !waits && length <= bytesMax) {
      long from = input.count();
      ended = discard(() -> input.count() - from >= bytesMax);
    }
    unread = !ended;
  }

  /** Whether a refusal was found, and not all of the body has come. */
  boolean unread() {
    return unread;
  }

  /**
   * Reads and forgets what comes.
   *
   * @param enough is asked before each read
   * @return whether that was all
   */
  boolean discard(BooleanSupplier enough) throws ClientGone {
    input.limit(Long.MAX_VALUE);
    byte[] discarded = new byte[BUFFER_BYTES];
    try {
      while (!enough.getAsBoolean()) {
        if (input.read(discarded, 0, discarded.length) < 0) {
          return true;
        }
      }
      return false;
    } catch (Problem badToo) {
      // The refusal that is being answered came first.
      return false;
    }
  }

  private void readParts(FormData form, RequestContext context) throws ClientGone {
    Optional<String> boundary = contentType(request).param("boundary");
    if (boundary.isEmpty() || boundary.get().isEmpty()) {
      readAll(form);
      if (form.body().length > 0) {
        throw Problem.badRequest("The multipart body has no boundary");
      }
      return;
    }
    if (boundary.get().length() > BOUNDARY_MAX) {
      throw Problem.badRequest(
          "The multipart body's boundary is longer than " + BOUNDARY_MAX + " characters");
    }
    PartListener parts =
        new PartListener(
            form,
            context::authenticateByBody,
            limits.textPartBytesMax(),
            limits.plainBodyBytesMax());
    new MultipartReader(boundary.get(), parts).read(input);
  }

  private void readFile(FormData form, RequestContext context) throws ClientGone {
    if (request.getLength() == 0) {
      return;
    }
    context.authenticateByBody();
    UploadFile file = form.newFile();
    byte[] buffer = new byte[4 * BUFFER_BYTES];
    for (int count; (count = input.read(buffer, 0, buffer.length)) >= 0; ) {
      file.write(buffer, 0, count);
    }
    form.add(FILE_NAME, file.finish(""));
  }

  private void readAll(FormData form) throws ClientGone {
    if (request.getLength() != 0) {
      form.readBody(input, request.getLength());
    }
  }

  /** Some clients end the form with a line end that belongs to no value. */
  private static byte[] withoutLineEnd(byte[] form) {
    int end = form.length;
    while (end > 0 && (form[end - 1] == '\n' || form[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOf(form, end);
  }
}
