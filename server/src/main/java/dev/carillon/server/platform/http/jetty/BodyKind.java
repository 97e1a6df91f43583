package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.http.header.HeaderValue;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** What a body is, by its declared type. */
enum BodyKind {
  MULTIPART,
  FORM,
  FILE,
  OTHER;

  private static final String URLENCODED = "application/x-www-form-urlencoded";

  /** What it is for a route, which may take anything as a file. */
  static BodyKind of(Request request, Route route) {
    BodyKind kind = of(request);
    return route.file() && kind != MULTIPART ? FILE : kind;
  }

  static BodyKind of(Request request) {
    String header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (header == null || header.equals(URLENCODED)) {
      return header == null ? OTHER : FORM;
    }
    String type = HeaderValue.of(header).value();
    if (type.startsWith("multipart/")) {
      return MULTIPART;
    }
    return type.equals(URLENCODED) ? FORM : OTHER;
  }

  /**
   * How much it may be.
   *
   * @param guest what a guest may bring with this call
   */
  long bytesMax(RouteAccess access, LongSupplier guest, HttpLimits limits) {
    long usual =
        this == MULTIPART || this == FILE ? limits.uploadBytesMax() : limits.plainBodyBytesMax();
    if (access != RouteAccess.ANYONE) {
      return usual;
    }
    long open = limits.openBodyBytesMax();
    boolean file = this == MULTIPART || this == FILE;
    return Math.min(usual, file ? Math.max(open, guest.getAsLong()) : open);
  }
}
