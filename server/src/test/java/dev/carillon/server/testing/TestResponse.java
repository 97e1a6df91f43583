package dev.carillon.server.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;

/** What a server responded. */
public record TestResponse(HttpResponse<byte[]> whole) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public int status() {
    return whole.statusCode();
  }

  public byte[] body() {
    return whole.body();
  }

  public String text() {
    return new String(body(), UTF_8);
  }

  public JsonNode json() {
    return json(text());
  }

  /** A text that must be JSON. */
  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException notJson) {
      throw new AssertionError("no JSON: " + text, notJson);
    }
  }

  /** The first header of this name; empty if there is none. */
  public String header(String name) {
    return whole.headers().firstValue(name).orElse("");
  }

  /** The same, which must have this status. */
  public TestResponse is(int expected) {
    if (status() != expected) {
      throw new AssertionError("expected " + expected + ", got " + status() + ": " + text());
    }
    return this;
  }

  /** The body of a success. */
  public JsonNode ok() {
    if (status() >= 300) {
      throw new AssertionError(this);
    }
    return json();
  }

  /** The message of an error of the services API. */
  public String message() {
    return json().path("message").asText();
  }

  /** What an error says, in either form. */
  public String words() {
    return message() + json().path("detail").asText();
  }

  @Override
  public String toString() {
    return status() + ": " + text();
  }
}
