package dev.carillon.server.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the server responded. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares replies
record Reply(int status, Map<String, List<String>> headers, byte[] body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** This reply, which has this status. */
  Reply is(int expected) {
    if (status != expected) {
      throw new AssertionError("expected " + expected + ", got " + status + ": " + text());
    }
    return this;
  }

  String text() {
    return new String(body, UTF_8);
  }

  JsonNode json() {
    return json(text());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException notJson) {
      throw new AssertionError("no JSON: " + text, notJson);
    }
  }

  /** The first header of this name; empty where there is none. */
  String header(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(header -> header.getValue().getFirst())
        .findFirst()
        .orElse("");
  }
}
