package dev.carillon.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;

/** What the server answered. */
record Reply(int status, HttpResponse<byte[]> whole) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Reply of(HttpResponse<byte[]> response) {
    return new Reply(response.statusCode(), response);
  }

  byte[] body() {
    return whole.body();
  }

  String text() {
    return new String(body(), UTF_8);
  }

  JsonNode json() {
    try {
      return JSON.readTree(body());
    } catch (IOException notJson) {
      throw new UncheckedIOException(text(), notJson);
    }
  }

  String header(String name) {
    return whole.headers().firstValue(name).orElse("");
  }

  /** The same, which must have this status. */
  Reply is(int expected) {
    if (status != expected) {
      throw new AssertionError("expected " + expected + ", got " + status + ": " + text());
    }
    return this;
  }
}
