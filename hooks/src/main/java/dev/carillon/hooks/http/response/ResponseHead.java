package dev.carillon.hooks.http.response;

import dev.carillon.hooks.delivery.Header;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of one response: its status, the headers that are kept, and whatever decides how the
 * body is framed and whether the connection lives on (RFC 9112, sections 6 and 9).
 */
final class ResponseHead {

  /** Stands for a body whose length no header tells. */
  static final long UNTOLD = -1;

  private static final int HEADER_CHARS_KEPT_MAX = 8 * 1024;
  private static final long KEEP_ALIVE_SECONDS_MAX = 3600;

  final int status;
  final boolean oldVersion;
  private final List<Header> headers = new ArrayList<>(8);
  private int headerChars;
  private long length = UNTOLD;
  private String codings = "";
  private boolean close;
  private boolean keepAlive;
  private long keepAliveSeconds = KEEP_ALIVE_SECONDS_MAX;
  private String contentType = "";

  /**
   * A head that begins.
   *
   * @param oldVersion whether it is of HTTP/1.0
   */
  ResponseHead(int status, boolean oldVersion) {
    this.status = status;
    this.oldVersion = oldVersion;
  }

  /** Takes one field, whose name and value were checked. */
  void add(String name, String value) throws ResponseFault {
    headerChars += name.length() + value.length();
    if (headerChars <= HEADER_CHARS_KEPT_MAX) {
      headers.add(new Header(name, value));
    }
    // the lengths of the names that matter: most fields are none of them
    switch (name.length()) {
      case 10 -> {
        if (name.equalsIgnoreCase("Connection")) {
          close |= Fields.hasToken(value, "close");
          keepAlive |= Fields.hasToken(value, "keep-alive");
        } else if (name.equalsIgnoreCase("Keep-Alive")) {
          keepAliveSeconds = Fields.keepAliveSeconds(value, KEEP_ALIVE_SECONDS_MAX);
        }
      }
      case 12 -> {
        if (name.equalsIgnoreCase("Content-Type")) {
          contentType = value;
        }
      }
      case 14 -> {
        if (name.equalsIgnoreCase("Content-Length")) {
          addLength(value);
        }
      }
      case 17 -> {
        if (name.equalsIgnoreCase("Transfer-Encoding")) {
          codings = codings.isEmpty() ? value : codings + "," + value;
        }
      }
      default -> {}
    }
  }

  private void addLength(String value) throws ResponseFault {
    long told = Fields.length(value);
    if (length != UNTOLD && length != told) {
      throw ResponseFault.badHttp("two different values of Content-Length");
    }
    length = told;
  }

  List<Header> headers() {
    return headers;
  }

  /** How the body ends. */
  Framing framing() throws ResponseFault {
    if (status < 200 || status == 204 || status == 304) {
      return Framing.NONE;
    }
    if (!codings.isEmpty()) {
      if (oldVersion) {
        throw ResponseFault.badHttp("Transfer-Encoding in an HTTP/1.0 response");
      }
      return Fields.chunked(codings) ? Framing.CHUNKED : Framing.CLOSE;
    }
    return length == UNTOLD ? Framing.CLOSE : Framing.LENGTH;
  }

  /** The value of Content-Length, or {@link #UNTOLD}. */
  long length() {
    return length;
  }

  /** Whether the connection may serve another request, once the body has been read to its end. */
  boolean persistent() {
    boolean doubtful =
        (!codings.isEmpty() && length != UNTOLD)
            || (status == 204 && (length > 0 || !codings.isEmpty()));
    return !close && !doubtful && (!oldVersion || keepAlive);
  }

  /** For how long the peer keeps the connection, as far as it says. */
  long keepAliveSeconds() {
    return keepAliveSeconds;
  }

  /** The body's charset, where it is named and known; else UTF-8. */
  Charset charset() {
    return contentType.isEmpty() ? StandardCharsets.UTF_8 : Fields.charset(contentType);
  }

  /** How a body ends. */
  enum Framing {
    NONE,
    LENGTH,
    CHUNKED,
    CLOSE
  }
}
