package dev.carillon.server.faults.clock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Somebody who uses the API. */
record User(HttpClient http, String base) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOGIN = "username=admin&password=correct+horse+battery+staple";

  static User of(String base) {
    return new User(HttpClient.newHttpClient(), base);
  }

  /** A header that shows a token for programs. */
  String bearer() throws IOException, InterruptedException {
    return "Bearer " + read(form("/services/apilogin", LOGIN, "", "")).path("authToken").asText();
  }

  /** A cookie that shows a session of the console. */
  String cookie() throws IOException, InterruptedException {
    HttpResponse<String> answer = form("/services/login", LOGIN, "", "");
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  /** Registers a webhook; its token. */
  String webhook(String bearer, String url) throws IOException, InterruptedException {
    String body =
        """
        {"name": "clock", "url": "%s", "eventTypes": ["asset_create"]}"""
            .formatted(url);
    return read(send("/services/admin/webhook", "application/json", body, "Authorization", bearer))
        .path("secretToken")
        .asText();
  }

  void create(String bearer, String path) throws IOException, InterruptedException {
    read(form("/services/create", "assetPath=" + path, "Authorization", bearer));
  }

  /** Whether somebody with this header is known. */
  boolean known(String header, String value) throws IOException, InterruptedException {
    return form("/services/profile", "", header, value).statusCode() == 200;
  }

  private HttpResponse<String> form(String path, String body, String header, String value)
      throws IOException, InterruptedException {
    return send(path, "application/x-www-form-urlencoded", body, header, value);
  }

  private HttpResponse<String> send(
      String path, String type, String body, String header, String value)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", type);
    if (!header.isEmpty()) {
      request.header(header, value);
    }
    return http.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private static JsonNode read(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
