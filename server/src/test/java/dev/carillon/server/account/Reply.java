package dev.carillon.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;

/** What the server answered. */
record Reply(HttpResponse<byte[]> whole) {

  private static final ObjectMapper JSON = new ObjectMapper();

  int status() {
    return whole.statusCode();
  }

  String text() {
    return new String(whole.body(), UTF_8);
  }

  String header(String name) {
    return whole.headers().firstValue(name).orElse("");
  }

  /** The same, which must have this status. */
  Reply is(int expected) {
    if (status() != expected) {
      throw new AssertionError("expected " + expected + ", got " + status() + ": " + text());
    }
    return this;
  }

  JsonNode json() {
    try {
      return JSON.readTree(whole.body());
    } catch (IOException notJson) {
      throw new UncheckedIOException(text(), notJson);
    }
  }

  /** The words of an error. */
  String message() {
    return json().path("message").asText();
  }
}
