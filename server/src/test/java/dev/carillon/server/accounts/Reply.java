package dev.carillon.server.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;

/** What the server answered. */
public record Reply(HttpResponse<byte[]> whole) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public int status() {
    return whole.statusCode();
  }

  public String text() {
    return new String(whole.body(), UTF_8);
  }

  public String header(String name) {
    return whole.headers().firstValue(name).orElse("");
  }

  /** The same, which must have this status. */
  public Reply is(int expected) {
    if (status() != expected) {
      throw new AssertionError("expected " + expected + ", got " + status() + ": " + text());
    }
    return this;
  }

  public JsonNode json() {
    try {
      return JSON.readTree(whole.body());
    } catch (IOException notJson) {
      throw new UncheckedIOException(text(), notJson);
    }
  }

  /** The words of an error. */
  public String message() {
    return json().path("message").asText();
  }
}
